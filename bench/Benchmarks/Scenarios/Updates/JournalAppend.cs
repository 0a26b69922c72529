using System.Runtime.CompilerServices;
using System.Text;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;

namespace StackOperator.Benchmarks.Scenarios.Updates;

/// <summary>Journal entries appended by running updates, gzipped as the CLI sends them, each batch durable before its answer.</summary>
internal sealed class JournalAppend : IBenchmark
{
    public string Name => "journal-append";

    public string Description => "batches of 1 and of 100 journal entries of 1.5 KB, one update for each connection, next to COPY of the same rows";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        await environment.StartApiAsync(cancellationToken);
        await using var raw = new RawDatabase(environment);
        await raw.PrepareAsync(cancellationToken);
        await AppendAsync(environment, raw, 8, 1, 2_000, cancellationToken);
        foreach (var size in (int[])[1, 100])
        {
            byte[][] bodies = [.. Enumerable.Range(1, size).Select(n => Encoding.UTF8.GetBytes(BenchTexts.Entry(n)))];
            foreach (var workers in (int[])[1, 8, 32])
            {
                progress($"batches of {size}, c = {workers}");
                var total = size == 1 ? 200 * workers : 12 * workers;
                var copy = await raw.CopyAsync(workers, total, bodies, cancellationToken);
                var measure = await AppendAsync(environment, raw, workers, size, total * (size == 1 ? 3 : 2), cancellationToken);
                var share = measure.Load.Rate / copy.Rate;
                var (aim, reached) = (size, workers) switch
                {
                    (1, 32) => ("≥ 5,000 entries/s", measure.Load.Rate >= 5_000),
                    (100, 32) => ("≥ 50 % of COPY", share >= 0.5),
                    _ => ("", (bool?)null),
                };
                yield return measure.Row($"journal-append, {size} per batch, c={workers}", size, "entry", $"COPY {copy.Rate * size:N0}/s, share {share:P0}", aim, reached);
            }
        }

        progress("one update, entries up to 100,000");
        yield return await FlatAsync(environment, raw, cancellationToken);
    }

    private static async Task<UpdateMeasure> AppendAsync(BenchmarkEnvironment environment, RawDatabase raw, int workers, int size, int total, CancellationToken cancellationToken)
    {
        var requests = new byte[workers][][];
        for (var worker = 0; worker < workers; worker++)
        {
            var update = await BenchUpdate.StartAsync(environment, journal: true, cancellationToken);
            requests[worker] = [.. Enumerable.Range(0, total / workers).Select(i =>
                update.Leased("PATCH", "journalentries", BenchUpdate.Gzip(BenchTexts.Batch(1 + (i * size), size)), isGzip: true))];
        }

        return await UpdateMeasure.OfAsync(
            environment, raw, () => PreparedLoad.RunAsync(environment.Api!.Url, workers, total, (worker, i) => requests[worker][i], cancellationToken), cancellationToken);
    }

    private static async Task<Measurement> FlatAsync(BenchmarkEnvironment environment, RawDatabase raw, CancellationToken cancellationToken)
    {
        var update = await BenchUpdate.StartAsync(environment, journal: true, cancellationToken);
        var costs = new List<double>();
        for (var tenth = 0; tenth < 10; tenth++)
        {
            byte[][] requests = [.. Enumerable.Range(0, 100).Select(i =>
                update.Leased("PATCH", "journalentries", BenchUpdate.Gzip(BenchTexts.Batch(1 + (tenth * 10_000) + (i * 100), 100)), isGzip: true))];
            var measure = await UpdateMeasure.OfAsync(
                environment, raw, () => PreparedLoad.RunAsync(environment.Api!.Url, 1, 100, (_, i) => requests[i], cancellationToken), cancellationToken);
            costs.Add(measure.Cpu.TotalMicroseconds / 10_000);
        }

        var ratio = costs[^1] / costs[1];
        return new Measurement(
            "journal-append, to 100,000", $"{costs[1]:N0} → {costs[^1]:N0} µs CPU/entry", string.Join(", ", costs.Select(c => $"{c:N0}")), "flat (within 25 %)", ratio < 1.25);
    }
}
