using System.Collections.Concurrent;
using System.Diagnostics;

namespace StackOperator.Benchmarks.Loads;

/// <summary>A closed loop of prepared requests, each worker on a connection of its own.</summary>
internal static class PreparedLoad
{
    /// <summary>Sends <paramref name="total"/> requests over <paramref name="workers"/> connections; request <c>i</c> of worker <c>w</c> comes from the function.</summary>
    public static async Task<LoadResult> RunAsync(Uri url, int workers, int total, Func<int, int, byte[]> request, CancellationToken cancellationToken)
    {
        var latencies = new ConcurrentBag<TimeSpan>();
        var errors = 0L;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(
            async () =>
            {
                using var connection = await PreparedConnection.OpenAsync(url, cancellationToken);
                for (var i = 0; i < total / workers; i++)
                {
                    var begun = Stopwatch.GetTimestamp();
                    if (await connection.SendAsync(request(worker, i), cancellationToken) is >= 200 and < 300)
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
