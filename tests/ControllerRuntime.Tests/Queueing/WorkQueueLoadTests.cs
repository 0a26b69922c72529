using StackOperator.Testing;
using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using StackOperator.ControllerRuntime.Abstractions.Queueing;
using StackOperator.ControllerRuntime.Queueing;

namespace StackOperator.ControllerRuntime.Tests.Queueing;

/// <summary>Requirements 51, 57 and 58; on the real clock unless only the machine would be measured.</summary>
public sealed class WorkQueueLoadTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_key_is_ever_in_work_twice_with_64_workers_and_a_million_random_additions() // 51
    {
        const int Keys = 997;
        using var queue = new WorkQueue<int>(new WorkQueueOptions(), TimeProvider.System);
        var inWork = new int[Keys];
        var added = new long[Keys];
        var seen = new long[Keys];
        var overlaps = 0;
        var workers = Enumerable.Range(0, 64).Select(_ => Task.Run(WorkAsync, Ct)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() => Add(new Random(n)), Ct)));
        await Eventually.UntilAsync(() => Enumerable.Range(0, Keys).All(k => Volatile.Read(ref seen[k]) == added[k]), because: "every key ran after its last addition", ct: Ct);
        await queue.ShutdownAsync(TimeSpan.FromSeconds(10));
        await Task.WhenAll(workers);

        overlaps.ShouldBe(0);
        added.Sum().ShouldBe(1_000_000);

        void Add(Random random)
        {
            for (var i = 0; i < 250_000; i++)
            {
                var key = random.Next(Keys);
                Interlocked.Increment(ref added[key]);
                queue.Add(key, i % 3 == 0 ? Lane.Low : Lane.High);
            }
        }

        async Task WorkAsync()
        {
            while (await queue.GetAsync(Ct) is { } lease)
            {
                using (lease)
                {
                    if (Interlocked.Increment(ref inWork[lease.Key]) != 1)
                        Interlocked.Increment(ref overlaps);
                    Volatile.Write(ref seen[lease.Key], Interlocked.Read(ref added[lease.Key]));
                    if (lease.Key % 7 == 0)
                        await Task.Yield();
                    Interlocked.Decrement(ref inWork[lease.Key]);
                }
            }
        }
    }

    [Fact]
    public async Task An_idle_queue_hands_a_key_to_a_worker_within_milliseconds() // 57
    {
        using var queue = new WorkQueue<int>(new WorkQueueOptions(), TimeProvider.System);
        using var semaphore = new SemaphoreSlim(0);
        var (latencies, bare) = (new List<double>(), new List<double>());
        for (var i = 0; i < 1000; i++)
        {
            var woken = semaphore.WaitAsync(Ct);
            var start = Stopwatch.GetTimestamp();
            semaphore.Release();
            await woken;
            bare.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);

            var waiting = queue.GetAsync(Ct).AsTask();
            start = Stopwatch.GetTimestamp();
            queue.Add(i);
            using var lease = await waiting;
            latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        // The medians, and what the machine itself needs just now: other tests share it. The p99 of 5 ms is measured by the benchmarks.
        latencies.Order().ElementAt(latencies.Count / 2).ShouldBeLessThan(5 + bare.Order().ElementAt(bare.Count / 2));
    }

    [Fact]
    public async Task Fifty_thousand_delayed_keys_share_one_timer_and_never_come_early() // 58
    {
        const int Keys = 50_000;
        var clock = new TimerCountingClock();
        using var queue = new WorkQueue<int>(new WorkQueueOptions(), clock);
        var due = new long[Keys];
        var random = new Random(58);
        for (var key = 0; key < Keys; key++)
        {
            var delay = TimeSpan.FromMilliseconds(random.Next(500, 1500));
            due[key] = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);
            queue.AddAfter(key, delay);
        }

        var errors = new ConcurrentBag<double>();
        for (var i = 0; i < Keys; i++)
        {
            using var lease = await queue.GetAsync(Ct);
            errors.Add((Stopwatch.GetTimestamp() - due[lease!.Key]) * 1000.0 / Stopwatch.Frequency);
        }

        clock.Timers.ShouldBe(1);
        errors.Min().ShouldBeGreaterThan(-1);
    }

    [Fact]
    public async Task Each_of_fifty_thousand_delayed_keys_is_ready_in_the_millisecond_it_is_due() // 58
    {
        const int Keys = 50_000;
        var clock = new FakeTimeProvider();
        using var queue = new WorkQueue<int>(new WorkQueueOptions(), clock);
        var random = new Random(58);
        var due = Enumerable.Range(0, Keys).Select(_ => random.Next(500, 1500)).ToArray();
        for (var key = 0; key < Keys; key++)
            queue.AddAfter(key, TimeSpan.FromMilliseconds(due[key]));

        for (var now = 1; now < 1500; now++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            for (var ready = queue.Count; ready > 0; ready--)
            {
                using var lease = await queue.GetAsync(Ct);
                due[lease!.Key].ShouldBe(now);
                due[lease.Key] = 0;
            }
        }

        due.ShouldAllBe(static left => left == 0);
    }

    private sealed class TimerCountingClock : TimeProvider
    {
        private int _timers;

        public int Timers => _timers;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _timers);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
