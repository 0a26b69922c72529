using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using k8s;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.LocalServices.Installations;

namespace StackOperator.Benchmarks.Scenarios;

/// <summary>Creates of environment stacks through the facade, beside the API server's own rate for the same object.</summary>
internal sealed class EnvironmentStackCreate : IBenchmark
{
    private const int Count = 400;

    public string Name => "envstack-create";

    public string Description => "POST /stacks with 3 environments through the resource, at c = 1, 8, 32; beside raw creates of the same object";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        var raw = new Dictionary<int, LoadResult>();
        await CreateObjectsAsync(environment.Cluster, "warm-raw", 100, 8, cancellationToken);
        foreach (var c in (int[])[1, 8, 32])
        {
            progress($"raw creates, c = {c}");
            raw[c] = await CreateObjectsAsync(environment.Cluster, $"raw-{c}", Count, c, cancellationToken);
            yield return new Measurement($"raw EnvironmentStack create, c={c}", $"{raw[c].Rate:N0}/s", Latency(raw[c]));
        }

        await environment.StartServicesAsync(cancellationToken);
        progress("waiting until the operator has taken in the raw objects");
        while (await CountReadyAsync(environment.Cluster, cancellationToken) < 100 + Count * 3)
        {
            await Task.Delay(200, cancellationToken);
        }

        using var client = environment.CreateApiClient();
        await CreateAsync(client, "warm", 100, 8, cancellationToken);
        foreach (var c in (int[])[1, 8, 32])
        {
            progress($"creates through the facade, c = {c}");
            var result = await CreateAsync(client, $"rest-{c}", Count, c, cancellationToken);
            var share = result.Rate / raw[c].Rate;
            var reached = result.Errors == 0 && (c == 32 ? share >= 0.4 : result.P50 < TimeSpan.FromMilliseconds(80));
            yield return new Measurement(
                $"envstack-create, c={c}", $"{result.Rate:N0}/s", $"{Latency(result)}, {share:P0} of raw, {result.Errors} errors", c == 32 ? "≥ 40 % of raw" : "p50 < 80 ms", reached);
        }
    }

    /// <summary>Creates stacks of three environments through the API.</summary>
    internal static Task<LoadResult> CreateAsync(HttpClient client, string prefix, int count, int workers, CancellationToken cancellationToken)
        => ClosedLoop.RunAsync(
            workers,
            count,
            async (i, ct) =>
            {
                object[] environments = [new { name = "dev", promote_to = (string[])["staging"] }, new { name = "staging", promote_to = (string[])["prod"] }, new { name = "prod" }];
                using var response = await client.PostAsJsonAsync("stacks", new { name = $"{prefix}-{i:D6}", environments }, ct);
                return response.IsSuccessStatusCode;
            },
            cancellationToken);

    private static Task<LoadResult> CreateObjectsAsync(IKubernetes cluster, string prefix, int count, int workers, CancellationToken cancellationToken)
        => ClosedLoop.RunAsync(
            workers,
            count,
            async (i, ct) =>
            {
                await cluster.CustomObjects.CreateNamespacedCustomObjectAsync<EnvironmentStackResource>(
                    Create($"{prefix}-{i:D6}"), ApiGroup.Name, "v1alpha1", InstallationSettings.HomeNamespace, "environmentstacks", cancellationToken: ct);
                return true;
            },
            cancellationToken);

    // As the facade writes it.
    private static EnvironmentStackResource Create(string name) => new()
    {
        Metadata = new()
        {
            Name = EnvironmentStackHandle.For(new EnvironmentStackIdentity(BenchmarkEnvironment.Organization, name)),
            NamespaceProperty = InstallationSettings.HomeNamespace,
            Finalizers = [ApiGroup.EnvironmentStackFinalizer],
        },
        Spec = new EnvironmentStackSpec
        {
            Organization = BenchmarkEnvironment.Organization,
            Name = name,
            SourceRoot = "/",
            ExecutionTarget = ExecutionTargets.Managed,
            Environments = [new EnvironmentSpec { Name = "dev", PromoteTo = ["staging"] }, new EnvironmentSpec { Name = "staging", PromoteTo = ["prod"] }, new EnvironmentSpec { Name = "prod" }],
        },
    };

    private static async Task<int> CountReadyAsync(IKubernetes cluster, CancellationToken cancellationToken)
    {
        var list = await cluster.CustomObjects.ListNamespacedCustomObjectAsync<EntityList<EnvironmentStackResource>>(
            ApiGroup.Name, "v1alpha1", InstallationSettings.HomeNamespace, "environmentstacks", resourceVersion: "0", cancellationToken: cancellationToken);
        return list.Items.Count(static stack => stack.Status.Conditions?.Any(static condition => condition is { Type: EnvironmentStackConditions.Ready, Status: "True" }) == true);
    }

    private static string Latency(LoadResult result) => $"p50 {result.P50.TotalMilliseconds:N1} ms, p99 {result.P99.TotalMilliseconds:N1} ms";
}
