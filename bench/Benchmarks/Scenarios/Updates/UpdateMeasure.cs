using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;
using StackOperator.Benchmarks.Reports;

namespace StackOperator.Benchmarks.Scenarios.Updates;

/// <summary>A load with what it cost the server.</summary>
/// <param name="Load">Rates and latencies.</param>
/// <param name="Cpu">CPU time of the API process.</param>
/// <param name="PeakBytes">Its largest resident set meanwhile.</param>
/// <param name="WalBytes">Write-ahead log of the database meanwhile.</param>
internal sealed record UpdateMeasure(LoadResult Load, TimeSpan Cpu, long PeakBytes, long WalBytes)
{
    /// <summary>Runs a load and measures around it.</summary>
    public static async Task<UpdateMeasure> OfAsync(BenchmarkEnvironment environment, RawDatabase raw, Func<Task<LoadResult>> load, CancellationToken cancellationToken)
    {
        ProcessUse.ResetPeak(environment.Api!);
        var before = ProcessUse.Of(environment.Api!);
        var wal = await raw.WalAsync(cancellationToken);
        var result = await load();
        var after = ProcessUse.Of(environment.Api!);
        return new UpdateMeasure(result, after.Cpu - before.Cpu, after.PeakBytes, await raw.WalAsync(cancellationToken) - wal);
    }

    /// <summary>One row of the table.</summary>
    public Measurement Row(string name, int itemsPerRequest, string unit, string more = "", string aim = "", bool? reached = null) => new(
        name,
        $"{Load.Rate * itemsPerRequest:N0} {unit}/s",
        $"p50 {Load.P50.TotalMilliseconds:N1} ms, p99 {Load.P99.TotalMilliseconds:N1} ms, server {Cpu.TotalMilliseconds / Math.Max(1, Load.Count):N2} ms CPU/request, peak {PeakBytes / 1e6:N0} MB, WAL {WalBytes / Math.Max(1, Load.Count * itemsPerRequest):N0} bytes/{unit}{(more.Length > 0 ? ", " + more : "")}, {Load.Errors} errors",
        aim,
        reached is { } value ? value && Load.Errors == 0 : null);
}
