using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;

namespace StackOperator.Benchmarks.Scenarios.Updates;

/// <summary>Delta saves: each adds a resource to the text saved before.</summary>
internal sealed class CheckpointDelta : IBenchmark
{
    public string Name => "checkpoint-delta";

    public string Description => "delta saves that add one resource to a state of 100 KB, 2 MB and 20 MB";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        await environment.StartApiAsync(cancellationToken);
        await using var raw = new RawDatabase(environment);
        await raw.PrepareAsync(cancellationToken);
        foreach (var (bytes, workers, each) in ((int, int, int)[])[(100_000, 1, 200), (100_000, 8, 100), (2_000_000, 1, 30), (2_000_000, 8, 15), (20_000_000, 1, 5)])
        {
            progress($"{bytes:N0} bytes, c = {workers}");
            var requests = new List<byte[]>[workers];
            for (var worker = 0; worker < workers; worker++)
            {
                requests[worker] = await PrepareAsync(environment, bytes, each, cancellationToken);
            }

            var measure = await UpdateMeasure.OfAsync(
                environment, raw, () => PreparedLoad.RunAsync(environment.Api!.Url, workers, each * workers, (worker, i) => requests[worker][i], cancellationToken), cancellationToken);
            yield return measure.Row(string.Create(CultureInfo.InvariantCulture, $"checkpoint-delta, {bytes / 1000:N0} KB, c={workers}"), 1, "save", "", "no errors", true);
        }
    }

    // The verbatim save is made here; what is measured are the deltas after it.
    private static async Task<List<byte[]>> PrepareAsync(BenchmarkEnvironment environment, int bytes, int count, CancellationToken cancellationToken)
    {
        var update = await BenchUpdate.StartAsync(environment, journal: false, cancellationToken);
        var text = BenchTexts.State(BenchTexts.Deployment(bytes));
        using var connection = await PreparedConnection.OpenAsync(environment.Api!.Url, cancellationToken);
        byte[] verbatim = [.. "{\"version\":3,\"untypedDeployment\":"u8, .. text, .. ",\"sequenceNumber\":1}"u8];
        if (await connection.SendAsync(update.Leased("PATCH", "checkpointverbatim", BenchUpdate.Gzip(verbatim), isGzip: true), cancellationToken) != 200)
        {
            throw new InvalidOperationException("The verbatim save was refused.");
        }

        var requests = new List<byte[]>();
        for (var i = 0; i < count; i++)
        {
            // Before the last "]}}".
            var at = text.Length - 3;
            var added = $",{BenchTexts.Resource(5_000_000 + i)}";
            text = [.. text.AsSpan(0, at), .. Encoding.UTF8.GetBytes(added), .. text.AsSpan(at)];
            var hash = Convert.ToHexStringLower(SHA256.HashData(text));
            var body = $$"""{"version":3,"checkpointHash":"{{hash}}","sequenceNumber":{{i + 2}},"deploymentDelta":[{"Span":{"uri":"","start":{"line":1,"column":1,"offset":{{at}} },"end":{"line":1,"column":1,"offset":{{at}} } },"NewText":{{JsonSerializer.Serialize(added)}} }]}""";
            requests.Add(update.Leased("PATCH", "checkpointdelta", BenchUpdate.Gzip(Encoding.UTF8.GetBytes(body)), isGzip: true));
        }

        return requests;
    }
}
