using System.Globalization;
using System.Runtime.CompilerServices;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;

namespace StackOperator.Benchmarks.Scenarios.Updates;

/// <summary>Saves of whole states, gzipped, each durable before its answer; next to an INSERT of the inflated bytes.</summary>
internal sealed class CheckpointFull : IBenchmark
{
    public string Name => "checkpoint-full";

    public string Description => "full saves of 100 KB, 2 MB and 20 MB, one update for each connection, next to INSERT of the inflated bytes";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        await environment.StartApiAsync(cancellationToken);
        await using var raw = new RawDatabase(environment);
        await raw.PrepareAsync(cancellationToken);
        await SaveAsync(environment, raw, 100_000, 8, 800, cancellationToken);
        foreach (var (bytes, workers, total, aim) in ((int, int, int, int)[])[
            (100_000, 1, 400, 0), (100_000, 8, 1_600, 0), (100_000, 32, 3_200, 1_300),
            (2_000_000, 1, 60, 0), (2_000_000, 8, 240, 0), (2_000_000, 32, 480, 135), (20_000_000, 1, 10, 0), (20_000_000, 4, 24, 0)])
        {
            progress($"{bytes:N0} bytes, c = {workers}");
            var state = BenchTexts.State(BenchTexts.Deployment(bytes));
            var insert = await raw.InsertAsync(workers, total, state, cancellationToken);
            var measure = await SaveAsync(environment, raw, bytes, workers, total, cancellationToken);
            var isSmallEnough = bytes != 2_000_000 || workers != 32 || measure.PeakBytes < 300_000_000;
            yield return measure.Row(
                string.Create(CultureInfo.InvariantCulture, $"checkpoint-full, {bytes / 1000:N0} KB, c={workers}"),
                1,
                "save",
                $"raw INSERT {insert.Rate:N0}/s",
                aim == 0 ? "" : $"≥ {aim:N0}/s{(bytes == 2_000_000 ? ", peak < 300 MB" : "")}",
                aim == 0 ? null : measure.Load.Rate >= aim && isSmallEnough);
        }
    }

    private static async Task<UpdateMeasure> SaveAsync(BenchmarkEnvironment environment, RawDatabase raw, int bytes, int workers, int total, CancellationToken cancellationToken)
    {
        var requests = new byte[workers][];
        var body = BenchUpdate.Gzip([.. "{\"isInvalid\":false,\"version\":3,\"deployment\":"u8, .. BenchTexts.Deployment(bytes), (byte)'}']);
        for (var worker = 0; worker < workers; worker++)
        {
            requests[worker] = (await BenchUpdate.StartAsync(environment, journal: false, cancellationToken)).Leased("PATCH", "checkpoint", body, isGzip: true);
        }

        return await UpdateMeasure.OfAsync(
            environment, raw, () => PreparedLoad.RunAsync(environment.Api!.Url, workers, total, (worker, _) => requests[worker], cancellationToken), cancellationToken);
    }
}
