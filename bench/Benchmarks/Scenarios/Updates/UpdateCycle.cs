using System.Runtime.CompilerServices;
using System.Text;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;

namespace StackOperator.Benchmarks.Scenarios.Updates;

/// <summary>One update of 200 resources from its create to its complete, with the requests the CLI sends.</summary>
internal sealed class UpdateCycle : IBenchmark
{
    private const int Resources = 200;
    private const int EntriesPerBatch = 20;
    private const int EventsPerBatch = 50;

    public string Name => "update-cycle";

    public string Description => "create, start, export, 400 journal entries, 600 events, one renewal, complete, export: CPU time of the server";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        await environment.StartApiAsync(cancellationToken);
        await using var raw = new RawDatabase(environment);
        using var client = environment.CreateApiClient();
        await CycleAsync(environment, client, 5, cancellationToken);
        foreach (var cycles in (int[])[10, 40])
        {
            progress($"{cycles} cycles, one after the other");
            var measure = await UpdateMeasure.OfAsync(environment, raw, () => CycleAsync(environment, client, cycles, cancellationToken), cancellationToken);
            var cpu = measure.Cpu.TotalMilliseconds / cycles;
            yield return measure.Row($"update-cycle, {cycles} times", 1, "cycle", "", "< 250 ms CPU", cpu < 250);
        }
    }

    private static Task<LoadResult> CycleAsync(BenchmarkEnvironment environment, HttpClient client, int cycles, CancellationToken cancellationToken) => ClosedLoop.RunAsync(
        1,
        cycles,
        async (_, ct) =>
        {
            var update = await BenchUpdate.CreateStackAsync(environment, ct);
            await update.StartAsync(client, journal: true, ct);
            using var connection = await PreparedConnection.OpenAsync(environment.Api!.Url, ct);
            var isFine = await connection.SendAsync(update.Signed("GET", "export", [], isGzip: false), ct) == 200;
            foreach (var request in Requests(update))
            {
                isFine &= await connection.SendAsync(request, ct) == 200;
            }

            return isFine && await connection.SendAsync(update.Signed("GET", "export", [], isGzip: false), ct) == 200;
        },
        cancellationToken);

    private static IEnumerable<byte[]> Requests(BenchUpdate update)
    {
        var entries = Enumerable.Range(1, Resources).SelectMany(n => (string[])[Begin((2 * n) - 1, n), Success(2 * n, n)]).Chunk(EntriesPerBatch).ToList();
        var events = Enumerable.Range(0, Resources * 3).Select(EventsBatch.Event).Chunk(EventsPerBatch).ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            yield return update.Leased("PATCH", "journalentries", BenchUpdate.Gzip(Encoding.UTF8.GetBytes($"{{\"entries\":[{string.Join(',', entries[i])}]}}")), isGzip: true);
            if (i < events.Count)
            {
                yield return update.Leased("POST", "events/batch", BenchUpdate.Gzip(EventsBatch.Body(events[i])), isGzip: true);
            }
        }

        yield return update.Leased("POST", "renew_lease", """{"token":"","duration":300}"""u8, isGzip: false);
        yield return update.Leased("POST", "complete", """{"status":"succeeded"}"""u8, isGzip: false);
    }

    private static string Begin(int sequence, int operation) =>
        $$"""{"version":1,"kind":0,"sequenceID":{{sequence}},"operationID":{{operation}},"removeOld":null,"removeNew":null,"operation":{"resource":{{BenchTexts.Resource(operation)}},"type":"creating"} }""";

    private static string Success(int sequence, int operation) =>
        $$"""{"version":1,"kind":1,"sequenceID":{{sequence}},"operationID":{{operation}},"removeOld":null,"removeNew":null,"state":{{BenchTexts.Resource(operation)}} }""";
}
