using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;

namespace StackOperator.Benchmarks.Scenarios;

/// <summary>Creates through the facade, beside the API server's own rate for the same object.</summary>
internal sealed class StackCreate : IBenchmark
{
    private const int Count = 600;

    public string Name => "stack-create";

    public string Description => "POST /api/stacks/{org}/{project} through the resource, at c = 1, 8, 32; beside raw creates of the same object";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        var raw = new Dictionary<int, LoadResult>();
        await StackObjects.CreateManyAsync(environment.Cluster, "warm-raw", 200, 8, cancellationToken);
        foreach (var c in (int[])[1, 8, 32])
        {
            progress($"raw creates, c = {c}");
            raw[c] = await StackObjects.CreateManyAsync(environment.Cluster, $"raw-{c}", Count, c, cancellationToken);
            yield return new Measurement($"raw object create, c={c}", Rate(raw[c]), Latency(raw[c]));
        }

        var operation = await environment.StartServicesAsync(cancellationToken);
        progress("waiting until the operator has taken in the raw objects");
        while (await StackObjects.CountReadyAsync(environment.Cluster, "raw-32", cancellationToken) < Count)
        {
            await Task.Delay(200, cancellationToken);
        }

        using var client = environment.CreateApiClient();
        await CreateAsync(client, "warm", 200, 8, cancellationToken);
        foreach (var c in (int[])[1, 8, 32])
        {
            progress($"creates through the facade, c = {c}");
            var result = await CreateAsync(client, $"rest-{c}", Count, c, cancellationToken);
            var share = result.Rate / raw[c].Rate;
            yield return c == 32
                ? new Measurement($"stack-create, c={c}", Rate(result), $"{Latency(result)}, {share:P0} of raw, {result.Errors} errors", "≥ 50 % of raw, p50 < 60 ms", share >= 0.5 && result.P50 < TimeSpan.FromMilliseconds(60) && result.Errors == 0)
                : new Measurement($"stack-create, c={c}", Rate(result), $"{Latency(result)}, {share:P0} of raw, {result.Errors} errors", "p50 < 60 ms", result.P50 < TimeSpan.FromMilliseconds(60) && result.Errors == 0);
        }

        GC.KeepAlive(operation);
    }

    internal static Task<LoadResult> CreateAsync(HttpClient client, string project, int count, int workers, CancellationToken cancellationToken)
        => ClosedLoop.RunAsync(
            workers,
            count,
            async (i, ct) =>
            {
                using var response = await client.PostAsJsonAsync(
                    $"api/stacks/{BenchmarkEnvironment.Organization}/{project}",
                    new { stackName = $"stack-{i:D6}", tags = new Dictionary<string, string> { ["pulumi:project"] = project, ["pulumi:runtime"] = "nodejs" } },
                    ct);
                return response.IsSuccessStatusCode;
            },
            cancellationToken);

    private static string Rate(LoadResult result) => $"{result.Rate:N0}/s";

    private static string Latency(LoadResult result) => $"p50 {result.P50.TotalMilliseconds:N1} ms, p99 {result.P99.TotalMilliseconds:N1} ms";
}
