using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Reports;
using StackOperator.LocalServices.Installations;

namespace StackOperator.Benchmarks.Scenarios;

/// <summary>An operator starts against objects that are there already.</summary>
internal sealed class StackColdSync : IBenchmark
{
    public string Name => "stack-cold-sync";

    public string Description => "operator start against 1,000 new objects, then against 1,000 and 10,000 unchanged ones: time, writes, peak memory";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        progress("creating 1,000 objects");
        await StackObjects.CreateManyAsync(environment.Cluster, "cold", 1_000, 16, cancellationToken);
        var (time, service) = await UntilReadyAsync(environment, "cold", 1_000, cancellationToken);
        yield return new Measurement("1,000 new objects Ready", $"{time.TotalSeconds:N1} s", Memory(service), "< 20 s", time < TimeSpan.FromSeconds(20));
        await service.StopAsync();

        yield return await UnchangedAsync(environment, 1_000, TimeSpan.FromSeconds(15), progress, cancellationToken);
        progress("creating 9,000 more objects");
        var filling = await environment.Installation.StartOperatorAsync(ct: cancellationToken);
        await StackObjects.CreateManyAsync(environment.Cluster, "cold-more", 9_000, 16, cancellationToken);
        while (await StackObjects.CountReadyAsync(environment.Cluster, "cold-more", cancellationToken) < 9_000)
        {
            await Task.Delay(500, cancellationToken);
        }

        await filling.StopAsync();
        yield return await UnchangedAsync(environment, 10_000, TimeSpan.FromSeconds(15), progress, cancellationToken);
    }

    private static async Task<(TimeSpan Time, ServiceProcess Service)> UntilReadyAsync(BenchmarkEnvironment environment, string project, int count, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var service = await environment.Installation.StartOperatorAsync(ct: cancellationToken);
        while (await StackObjects.CountReadyAsync(environment.Cluster, project, cancellationToken) < count)
        {
            await Task.Delay(100, cancellationToken);
        }

        return (Stopwatch.GetElapsedTime(start), service);
    }

    private static async Task<Measurement> UnchangedAsync(BenchmarkEnvironment environment, int count, TimeSpan aim, Action<string> progress, CancellationToken cancellationToken)
    {
        progress($"operator start against {count:N0} unchanged objects");
        var start = Stopwatch.GetTimestamp();
        var service = await environment.Installation.StartOperatorAsync(ct: cancellationToken);
        using var http = new HttpClient { BaseAddress = service.Url };
        MetricsSnapshot metrics;
        do
        {
            await Task.Delay(50, cancellationToken);
            metrics = MetricsSnapshot.Parse(await http.GetStringAsync(new Uri("metrics", UriKind.Relative), cancellationToken));
        }
        while (metrics.Sum("controller_runtime_reconcile_total") < count);
        var time = Stopwatch.GetElapsedTime(start);
        var writes = metrics.SumMethods("rest_client_requests_total", "PATCH", "DELETE");
        var memory = PeakMegabytes(service);
        await service.StopAsync();
        return new Measurement(
            $"{count:N0} unchanged objects",
            $"{time.TotalSeconds:N1} s",
            $"{writes:N0} writes, {metrics.Sum("rest_client_requests_total"):N0} API calls, peak {memory:N0} MB",
            $"< {aim.TotalSeconds:N0} s, no write, < 200 MB",
            time < aim && memory < 200 && writes == 0);
    }

    private static string Memory(ServiceProcess service) => $"peak {PeakMegabytes(service):N0} MB";

    private static double PeakMegabytes(ServiceProcess service)
    {
        var line = File.ReadLines($"/proc/{service.Process.Identity.Pid}/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
