namespace StackOperator.Benchmarks.Loads;

/// <summary>What a load measured.</summary>
/// <param name="Count">Requests that succeeded.</param>
/// <param name="Errors">Requests that did not.</param>
/// <param name="Elapsed">Wall-clock time.</param>
/// <param name="P50">Median latency.</param>
/// <param name="P99">99th percentile.</param>
public sealed record LoadResult(long Count, long Errors, TimeSpan Elapsed, TimeSpan P50, TimeSpan P99)
{
    /// <summary>Successes per second.</summary>
    public double Rate => Count / Elapsed.TotalSeconds;

    /// <summary>Sums up latencies.</summary>
    public static LoadResult From(IEnumerable<TimeSpan> latencies, long errors, TimeSpan elapsed)
    {
        var sorted = latencies.Order().ToArray();
        return new LoadResult(sorted.Length, errors, elapsed, At(sorted, 0.50), At(sorted, 0.99));
    }

    private static TimeSpan At(TimeSpan[] sorted, double quantile)
        => sorted.Length == 0 ? TimeSpan.Zero : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))];
}
