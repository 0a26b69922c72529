using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using StackOperator.Benchmarks.Reports;
using StackOperator.Core.Journal;

namespace StackOperator.Benchmarks.Scenarios.Updates;

/// <summary>Replay of a journal over 20,000 resources, in this process: time and allocations.</summary>
internal sealed class JournalReplayBench : IBenchmark
{
    private const int Resources = 20_000;
    private const int Rounds = 9;

    public string Name => "journal-replay";

    public string Description => "20,000 new resources, and 20,000 that stay the same over a base of as many; entries parsed, replayed and built";

    public async IAsyncEnumerable<Measurement> RunAsync(Action<string> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        var creates = Enumerable.Range(1, Resources).Select(n => Encoding.UTF8.GetBytes(BenchTexts.Entry(n))).ToList();
        var sames = Enumerable.Range(1, Resources).Select(n =>
            Encoding.UTF8.GetBytes(BenchTexts.Entry(n).Replace("\"removeOld\":null", $"\"removeOld\":{n - 1}", StringComparison.Ordinal))).ToList();
        progress($"{creates.Sum(static e => (long)e.Length):N0} bytes of entries");
        var built = Replay(default, creates);
        yield return Measure("journal-replay, 20,000 creates", default, creates);
        yield return Measure("journal-replay, 20,000 sames", built, sames);
    }

    private static Measurement Measure(string name, ReadOnlyMemory<byte> start, List<byte[]> entries)
    {
        var times = new List<TimeSpan>();
        var allocated = 0L;
        for (var i = 0; i < Rounds; i++)
        {
            GC.Collect();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var begun = Stopwatch.GetTimestamp();
            Replay(start, entries);
            times.Add(Stopwatch.GetElapsedTime(begun));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        var median = times.Order().ElementAt(Rounds / 2);
        return new Measurement(name, $"{median.TotalMilliseconds:N0} ms", $"best {times.Min().TotalMilliseconds:N0} ms, {allocated / 1e6:N0} MB allocated", "< 300 ms", median < TimeSpan.FromMilliseconds(300));
    }

    private static byte[] Replay(ReadOnlyMemory<byte> start, List<byte[]> entries)
    {
        var context = new JournalReplayContext(DateTimeOffset.UnixEpoch, "v3.260.0");
        if (!JournalReplay.TryStart(start, context, out var replay, out var refusal))
        {
            throw new InvalidOperationException(refusal.Message);
        }

        foreach (var body in entries)
        {
            if (!JournalEntry.TryParse(body, JournalEntry.MaxVersion, out var entry, out refusal) || !replay.TryAdd(entry, out refusal))
            {
                throw new InvalidOperationException(refusal.Message);
            }
        }

        return replay.TryBuild(out var state, out refusal) ? state.UntypedDeployment : throw new InvalidOperationException(refusal.Message);
    }
}
