using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using k8s;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.LocalServices.Installations;

namespace StackOperator.Benchmarks.Scenarios;

/// <summary>An operator starts against environment stacks that are there already.</summary>
internal sealed class EnvironmentStackColdSync : IBenchmark
{
    private const int Count = 5_000;
    private const string Plural = "environmentstacks";

    public string Name => "envstack-cold-sync";

    public string Description => "operator start against 5,000 new environment stacks of 3 environments, then against the same unchanged: time, writes, peak memory";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        progress($"creating {Count:N0} objects");
        await ClosedLoop.RunAsync(
            16,
            Count,
            async (i, ct) =>
            {
                await environment.Cluster.CustomObjects.CreateNamespacedCustomObjectAsync<EnvironmentStackResource>(
                    Create(i), ApiGroup.Name, "v1alpha1", InstallationSettings.HomeNamespace, Plural, cancellationToken: ct);
                return true;
            },
            cancellationToken);

        progress($"operator start against {Count:N0} new objects");
        var (time, metrics, memory) = await SyncAsync(environment, cancellationToken);
        yield return new Measurement(
            $"{Count:N0} new objects Ready", $"{time.TotalSeconds:N1} s", $"{Count / time.TotalSeconds:N0} a second, {Writes(metrics):N0} writes, peak {memory:N0} MB", "one status patch each", Writes(metrics) < Count * 1.1);

        progress($"operator start against {Count:N0} unchanged objects");
        (time, metrics, memory) = await SyncAsync(environment, cancellationToken);
        yield return new Measurement(
            $"{Count:N0} unchanged objects", $"{time.TotalSeconds:N1} s", $"{Writes(metrics):N0} writes, peak {memory:N0} MB", "< 15 s, no write, < 200 MB", time < TimeSpan.FromSeconds(15) && memory < 200 && Writes(metrics) == 0);
    }

    private static double Writes(MetricsSnapshot metrics) => metrics.SumMethods("rest_client_requests_total", "PATCH", "DELETE");

    // Every object is reconciled once after a start; each of them is Ready then.
    private static async Task<(TimeSpan Time, MetricsSnapshot Metrics, double Memory)> SyncAsync(BenchmarkEnvironment environment, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var service = await environment.Installation.StartOperatorAsync(ct: cancellationToken);
        using var http = new HttpClient { BaseAddress = service.Url };
        MetricsSnapshot metrics;
        do
        {
            await Task.Delay(100, cancellationToken);
            metrics = MetricsSnapshot.Parse(await http.GetStringAsync(new Uri("metrics", UriKind.Relative), cancellationToken));
        }
        while (metrics.Sum("controller_runtime_reconcile_total") < Count);
        var time = Stopwatch.GetElapsedTime(start);
        var line = File.ReadLines($"/proc/{service.Process.Identity.Pid}/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        await service.StopAsync();
        return (time, metrics, double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024);
    }

    private static EnvironmentStackResource Create(int number)
    {
        var identity = new EnvironmentStackIdentity(BenchmarkEnvironment.Organization, $"app-{number:D5}");
        return new EnvironmentStackResource
        {
            Metadata = new() { Name = EnvironmentStackHandle.For(identity), NamespaceProperty = InstallationSettings.HomeNamespace, Finalizers = [ApiGroup.EnvironmentStackFinalizer] },
            Spec = new EnvironmentStackSpec
            {
                Organization = identity.Organization,
                Name = identity.Name,
                Project = "cold",
                SourceRepoUrl = "https://github.com/acme/infrastructure",
                SourceBranch = "main",
                Environments =
                [
                    new() { Name = "dev", VarFiles = ["env/dev.tfvars"], PromoteTo = ["staging"] },
                    new() { Name = "staging", VarFiles = ["env/staging.tfvars"], PromoteTo = ["prod"] },
                    new() { Name = "prod", VarFiles = ["env/prod.tfvars"] },
                ],
            },
        };
    }
}
