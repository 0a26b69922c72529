using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Reports;

namespace StackOperator.Benchmarks.Scenarios;

/// <summary>Reads of environment stacks: one with its environments beside a bare endpoint, and pages of a long list.</summary>
internal sealed class EnvironmentStackReads(bool list) : IBenchmark
{
    private const int Listed = 10_000;

    public string Name => list ? "envstack-list" : "envstack-get";

    public string Description => list
        ? $"GET /stacks?limit=100 out of {Listed:N0}: the first page and one at the end"
        : "GET /stacks/{id} with 3 environments; beside a bare endpoint that does one single-row query";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        await environment.StartServicesAsync(cancellationToken);
        using var client = environment.CreateApiClient();
        progress("creating 100 stacks");
        await EnvironmentStackCreate.CreateAsync(client, "reads", 100, 8, cancellationToken);
        await foreach (var measurement in list ? ListAsync(environment, client, progress, cancellationToken) : GetAsync(environment, client, progress, cancellationToken))
        {
            yield return measurement;
        }
    }

    private static async IAsyncEnumerable<Measurement> GetAsync(BenchmarkEnvironment environment, HttpClient client, Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var page = JsonDocument.Parse(await client.GetStringAsync(new Uri("stacks?limit=1", UriKind.Relative), cancellationToken));
        var id = page.RootElement[0].GetProperty("id").GetString();
        await using var bare = await BareEndpoint.StartAsync(environment.Installation.DatabaseUrl, cancellationToken);
        foreach (var c in (int[])[1, 8, 32])
        {
            progress($"bare endpoint, then GET /stacks/{{id}}, c = {c}");
            var yardstick = await StackReads.LoadAsync(client, environment, new Uri(bare.Url, $"rows/{id}").ToString(), c, TimeSpan.FromSeconds(8), cancellationToken);
            yield return new Measurement($"bare endpoint, c={c}", $"{yardstick.Rate:N0}/s", $"p50 {yardstick.P50.TotalMilliseconds:N2} ms, {yardstick.Errors} errors");
            var result = await StackReads.LoadAsync(client, environment, new Uri(environment.Api!.Url, $"stacks/{id}").ToString(), c, TimeSpan.FromSeconds(8), cancellationToken);
            yield return new Measurement(
                $"envstack-get, c={c}",
                $"{result.Rate:N0}/s",
                $"p50 {result.P50.TotalMilliseconds:N2} ms, p99 {result.P99.TotalMilliseconds:N2} ms, {result.Rate / yardstick.Rate:P0} of bare, {result.Errors} errors",
                "≥ 50 % of bare",
                result.Rate >= yardstick.Rate / 2 && result.Errors == 0);
        }
    }

    private static async IAsyncEnumerable<Measurement> ListAsync(BenchmarkEnvironment environment, HttpClient client, Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await FillAsync(environment.Installation.DatabaseUrl, cancellationToken);
        var first = "stacks?limit=100";
        var last = first;
        // The way to the end, page by page, as clients go it.
        for (var next = first; next is not null;)
        {
            last = next;
            using var response = await client.GetAsync(new Uri(next, UriKind.Relative), cancellationToken);
            next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1].TrimStart('/') : null;
        }

        var rates = new Dictionary<string, double>();
        foreach (var (place, path) in ((string, string)[])[("first page", first), ("last page", last)])
        {
            progress($"{place}, c = 8");
            var result = await StackReads.LoadAsync(client, environment, new Uri(environment.Api!.Url, path).ToString(), 8, TimeSpan.FromSeconds(8), cancellationToken);
            rates[place] = result.Rate;
            yield return new Measurement(
                $"envstack-list, {place}, c=8", $"{result.Rate:N0}/s", $"p50 {result.P50.TotalMilliseconds:N2} ms, p99 {result.P99.TotalMilliseconds:N2} ms, {result.Errors} errors",
                "last ≥ 70 % of first", rates[place] >= rates["first page"] * 0.7 && result.Errors == 0);
        }
    }

    private static async Task FillAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand("""
            insert into environment_stacks (id, organization, name, project_id, environment_count, template, created_at)
            select gen_random_uuid(), s.organization, 'bulk-' || i, s.project_id, 3, s.template, s.created_at - interval '1 second' * i
            from (select * from environment_stacks order by created_at limit 1) s, generate_series(1, $1) i
            """);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Listed - 100 });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await using var analyze = database.CreateCommand("analyze environment_stacks");
        await analyze.ExecuteNonQueryAsync(cancellationToken);
    }
}
