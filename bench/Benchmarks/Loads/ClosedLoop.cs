using System.Collections.Concurrent;
using System.Diagnostics;

namespace StackOperator.Benchmarks.Loads;

/// <summary>A number of workers, each sending its next request when the former is answered.</summary>
internal static class ClosedLoop
{
    /// <summary>Runs <paramref name="total"/> operations over <paramref name="workers"/> workers; an operation says whether it succeeded.</summary>
    public static async Task<LoadResult> RunAsync(int workers, int total, Func<int, CancellationToken, Task<bool>> operation, CancellationToken cancellationToken)
    {
        var latencies = new ConcurrentBag<TimeSpan>();
        var next = -1;
        var errors = 0L;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(
            async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < total; i = Interlocked.Increment(ref next))
                {
                    var begun = Stopwatch.GetTimestamp();
                    if (await operation(i, cancellationToken))
                    {
                        latencies.Add(Stopwatch.GetElapsedTime(begun));
                    }
                    else
                    {
                        Interlocked.Increment(ref errors);
                    }
                }
            },
            cancellationToken)));
        return LoadResult.From(latencies, errors, Stopwatch.GetElapsedTime(start));
    }
}
