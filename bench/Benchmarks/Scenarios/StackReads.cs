using System.Runtime.CompilerServices;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;

namespace StackOperator.Benchmarks.Scenarios;

/// <summary>Reads of one URL under load: get of a stack, or a page of a list.</summary>
internal sealed class StackReads(string name, string description, int stacks, string path, IReadOnlyDictionary<int, int> aims) : IBenchmark
{
    public string Name => name;

    public string Description => description;

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        await environment.StartServicesAsync(cancellationToken);
        using var client = environment.CreateApiClient();
        progress($"creating {stacks} stacks");
        await StackCreate.CreateAsync(client, "reads", stacks, 16, cancellationToken);
        var url = new Uri(environment.Api!.Url, path).ToString();
        var bytes = (await client.GetByteArrayAsync(new Uri(url), cancellationToken)).Length;
        await LoadAsync(client, environment, url, 8, TimeSpan.FromSeconds(5), cancellationToken);
        foreach (var (connections, aim) in aims)
        {
            progress($"{path}, c = {connections}");
            var result = await LoadAsync(client, environment, url, connections, TimeSpan.FromSeconds(10), cancellationToken);
            yield return new Measurement(
                $"{name}, c={connections}",
                $"{result.Rate:N0}/s",
                $"p50 {result.P50.TotalMilliseconds:N2} ms, p99 {result.P99.TotalMilliseconds:N2} ms, {bytes:N0} bytes, {result.Errors} errors",
                $"≥ {aim:N0}/s",
                result.Rate >= aim && result.Errors == 0);
        }
    }

    /// <summary>GETs one URL for a time.</summary>
    internal static Task<LoadResult> LoadAsync(HttpClient client, BenchmarkEnvironment environment, string url, int connections, TimeSpan duration, CancellationToken cancellationToken)
        => Wrk.IsAvailable
            ? Wrk.RunAsync(url, environment.Headers, connections, duration, cancellationToken)
            : ClosedLoop.RunAsync(
                connections,
                20_000,
                async (_, ct) =>
                {
                    using var response = await client.GetAsync(new Uri(url), ct);
                    return response.IsSuccessStatusCode;
                },
                cancellationToken);
}
