using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using k8s;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.LocalServices.Installations;

namespace StackOperator.Benchmarks.Scenarios;

/// <summary>From the create of an object until a watch shows it Ready, one at a time.</summary>
internal sealed class ApplyToReady : IBenchmark
{
    private const int Count = 200;

    public string Name => "apply-to-ready";

    public string Description => "from the create of a Stack object until its status says Ready, one at a time, seen by a watch";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        await environment.StartServicesAsync(cancellationToken);
        progress($"{Count} applies");
        var result = await MeasureAsync(environment.Cluster, cancellationToken);
        yield return new Measurement("apply-to-ready", $"p50 {result.P50.TotalMilliseconds:N1} ms", $"p99 {result.P99.TotalMilliseconds:N1} ms over {result.Count}", "p50 < 60 ms", result.P50 < TimeSpan.FromMilliseconds(60));
    }

    private static async Task<LoadResult> MeasureAsync(Kubernetes cluster, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ready = new ConcurrentDictionary<string, TaskCompletionSource>(StringComparer.Ordinal);
        var watching = WatchAsync(cluster, ready, stop.Token);
        var latencies = new List<TimeSpan>();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count + 20; i++)
        {
            var stack = StackObjects.Create("apply", i);
            var seen = ready.GetOrAdd(stack.Metadata.Name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var begun = Stopwatch.GetTimestamp();
            await cluster.CustomObjects.CreateNamespacedCustomObjectAsync<StackResource>(stack, ApiGroup.Name, "v1alpha1", InstallationSettings.HomeNamespace, "stacks", cancellationToken: cancellationToken);
            await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            if (i >= 20)
            {
                latencies.Add(Stopwatch.GetElapsedTime(begun));
            }
        }

        await stop.CancelAsync();
        await watching;
        return LoadResult.From(latencies, 0, Stopwatch.GetElapsedTime(start));
    }

    private static async Task WatchAsync(Kubernetes cluster, ConcurrentDictionary<string, TaskCompletionSource> ready, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new GenericClient(cluster, ApiGroup.Name, "v1alpha1", "stacks", disposeClient: false);
            await foreach (var (_, stack) in client.WatchNamespacedAsync<StackResource>(InstallationSettings.HomeNamespace, cancel: cancellationToken))
            {
                if (StackObjects.IsReady(stack))
                {
                    ready.GetOrAdd(stack.Metadata.Name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}
