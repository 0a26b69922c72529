using System.Globalization;
using System.Runtime.CompilerServices;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;

namespace StackOperator.Benchmarks.Scenarios.Updates;

/// <summary>Exports by clients that take gzip and by those that do not, next to a SELECT of the same stored bytes.</summary>
internal sealed class ExportReads : IBenchmark
{
    public string Name => "export";

    public string Description => "exports of 2 MB and 50 MB, next to SELECT of the stored bytes";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
        await environment.StartApiAsync(cancellationToken);
        await using var raw = new RawDatabase(environment);
        await raw.PrepareAsync(cancellationToken);
        foreach (var (bytes, workers, total) in ((int, int, int)[])[(2_000_000, 1, 1_000), (2_000_000, 8, 8_000), (50_000_000, 1, 20), (50_000_000, 4, 40)])
        {
            progress($"{bytes:N0} bytes, c = {workers}");
            var stack = await BenchUpdate.CreateStackAsync(environment, cancellationToken);
            var packed = BenchUpdate.Gzip(BenchTexts.State(BenchTexts.Deployment(bytes)));
            using (var connection = await PreparedConnection.OpenAsync(environment.Api!.Url, cancellationToken))
            {
                if (await connection.SendAsync(stack.Signed("POST", "import", packed, isGzip: true), cancellationToken) != 200)
                {
                    throw new InvalidOperationException("The import was refused.");
                }
            }

            await raw.InsertAsync(1, 1, packed, cancellationToken);
            await raw.SelectAsync(workers, total / 4, cancellationToken);
            var select = await raw.SelectAsync(workers, total, cancellationToken);
            foreach (var takesGzip in (bool[])[true, false])
            {
                var request = stack.Signed("GET", "export", [], isGzip: false, takesGzip);
                var count = takesGzip ? total : total / 4;
                var measure = await UpdateMeasure.OfAsync(
                    environment, raw, () => PreparedLoad.RunAsync(environment.Api!.Url, workers, count, (_, _) => request, cancellationToken), cancellationToken);
                var share = measure.Load.Rate / select.Rate;
                var name = string.Create(CultureInfo.InvariantCulture, $"export, {bytes / 1_000_000} MB, {(takesGzip ? "gzip" : "inflated")}, c={workers}");
                var (aim, reached) = (bytes, workers, takesGzip) switch
                {
                    (2_000_000, 8, true) => ("≥ 2,000/s, ≥ 70 % of SELECT", measure.Load.Rate >= 2_000 && share >= 0.7),
                    (2_000_000, 1, true) => ("≥ 70 % of SELECT", share >= 0.7),
                    _ => ("", (bool?)null),
                };
                yield return measure.Row(name, 1, "export", $"{packed.Length:N0} bytes stored, SELECT {select.Rate:N0}/s, share {share:P0}", aim, reached);
            }
        }
    }
}
