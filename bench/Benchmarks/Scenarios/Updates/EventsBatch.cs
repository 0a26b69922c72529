using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;

namespace StackOperator.Benchmarks.Scenarios.Updates;

/// <summary>Batches of 50 engine events, up to three in flight for each update.</summary>
internal sealed class EventsBatch : IBenchmark
{
    private const int Size = 50;

    public string Name => "events-batch";

    public string Description => "batches of 50 engine events, next to COPY of the same rows";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        await environment.StartApiAsync(cancellationToken);
        await using var raw = new RawDatabase(environment);
        await raw.PrepareAsync(cancellationToken);
        byte[][] bodies = [.. Enumerable.Range(0, Size).Select(n => Encoding.UTF8.GetBytes(Event(n)))];
        await AppendAsync(environment, raw, 3, 300, cancellationToken);
        foreach (var workers in (int[])[1, 3, 32])
        {
            progress($"c = {workers}");
            var total = 60 * workers;
            var copy = await raw.CopyAsync(workers, total, bodies, cancellationToken);
            var measure = await AppendAsync(environment, raw, workers, total, cancellationToken);
            yield return measure.Row($"events-batch, c={workers}", Size, "event", $"COPY {copy.Rate * Size:N0}/s, share {measure.Load.Rate / copy.Rate:P0}");
        }
    }

    /// <summary>One event of about 600 bytes.</summary>
    public static string Event(int sequence) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"sequence":{{sequence}},"timestamp":1767225600,"resourcePreEvent":{"metadata":{"op":"create","urn":"urn:pulumi:dev::bench::aws:s3/bucketObject:BucketObject::object-{{sequence}}","type":"aws:s3/bucketObject:BucketObject","old":null,"new":{"type":"aws:s3/bucketObject:BucketObject","urn":"urn:pulumi:dev::bench::aws:s3/bucketObject:BucketObject::object-{{sequence}}","custom":true,"id":"","parent":"urn:pulumi:dev::bench::pulumi:pulumi:Stack::bench-dev","inputs":{"bucket":"bucket","key":"object-{{sequence}}"},"outputs":{},"provider":"urn:pulumi:dev::bench::pulumi:providers:aws::default::id"},"detailedDiff":null,"logical":true,"provider":"urn:pulumi:dev::bench::pulumi:providers:aws::default::id"} } }""");

    /// <summary>The body of a batch.</summary>
    public static byte[] Body(IEnumerable<string> events) => Encoding.UTF8.GetBytes($"{{\"events\":[{string.Join(',', events)}]}}");

    private static async Task<UpdateMeasure> AppendAsync(BenchmarkEnvironment environment, RawDatabase raw, int workers, int total, CancellationToken cancellationToken)
    {
        var update = await BenchUpdate.StartAsync(environment, journal: true, cancellationToken);
        var requests = Enumerable.Range(0, total).Select(i =>
            update.Leased("POST", "events/batch", BenchUpdate.Gzip(Body(Enumerable.Range(i * Size, Size).Select(Event))), isGzip: true)).ToList();
        return await UpdateMeasure.OfAsync(
            environment, raw, () => PreparedLoad.RunAsync(environment.Api!.Url, workers, total, (worker, i) => requests[(worker * (total / workers)) + i], cancellationToken), cancellationToken);
    }
}
