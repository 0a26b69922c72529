using Microsoft.Extensions.Time.Testing;
using StackOperator.ControllerRuntime.Abstractions.Queueing;
using StackOperator.ControllerRuntime.Queueing;

namespace StackOperator.ControllerRuntime.Tests.Queueing;

/// <summary>Requirements 52 to 56 and the queue's part of 67, on a clock that the test moves.</summary>
public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests() => _queue = new(new WorkQueueOptions { Name = "test", BackoffMaximum = TimeSpan.FromSeconds(1) }, _clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_thousand_additions_while_a_key_is_in_work_become_one_more_run() // 52
    {
        _queue.Add("a");
        using (await TakeAsync("a"))
        {
            for (var i = 0; i < 1000; i++)
                _queue.Add("a");
            _queue.Count.ShouldBe(0);
        }

        (await TakeAsync("a")).Dispose();
        _queue.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Backoff_doubles_from_the_minimum_to_the_maximum_and_starts_again_after_forget() // 53
    {
        var delays = new List<double>();
        for (var i = 0; i < 10; i++)
            delays.Add(await DelayOfNextRetryAsync());
        delays.ShouldBe([5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000]);

        _queue.Forget("a");
        (await DelayOfNextRetryAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task A_key_that_failed_a_thousand_times_is_still_retried() // 54
    {
        for (var i = 0; i < 1000; i++)
        {
            _queue.AddRateLimited("a");
            _clock.Advance(TimeSpan.FromSeconds(1));
            (await TakeAsync("a")).Dispose();
        }

        _queue.AddRateLimited("a");
        _queue.DelayedCount.ShouldBe(1);
    }

    [Fact]
    public void The_earliest_of_several_delays_counts() // 55
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(2));
        _queue.AddAfter("a", TimeSpan.FromSeconds(30));

        _clock.Advance(TimeSpan.FromMilliseconds(1999));
        _queue.Count.ShouldBe(0);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        _queue.Count.ShouldBe(1);
        _queue.DelayedCount.ShouldBe(0);
    }

    [Fact]
    public async Task Adding_a_delayed_key_supersedes_its_delay() // 55
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.Add("a");
        (await TakeAsync("a")).Dispose();

        _clock.Advance(TimeSpan.FromMinutes(1));
        _queue.Count.ShouldBe(0);
        _queue.DelayedCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_delay_asked_for_while_the_key_is_in_work_outlives_the_work() // 55
    {
        _queue.Add("a");
        using (await TakeAsync("a"))
            _queue.AddAfter("a", TimeSpan.FromSeconds(3));

        _queue.Count.ShouldBe(0);
        _clock.Advance(TimeSpan.FromSeconds(3));
        (await TakeAsync("a")).Dispose();
    }

    [Fact]
    public async Task A_delay_that_ends_while_the_key_is_in_work_makes_it_run_once_more()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        using (await TakeAsync("a"))
        {
            _queue.AddAfter("a", TimeSpan.FromSeconds(1));
            _clock.Advance(TimeSpan.FromSeconds(1));
            _queue.Count.ShouldBe(0);
        }

        (await TakeAsync("a")).Dispose();
    }

    [Fact]
    public async Task One_low_key_runs_after_eight_high_ones() // 56
    {
        for (var i = 0; i < 40; i++)
        {
            _queue.Add($"low{i}", Lane.Low);
            _queue.Add($"high{i}");
        }

        var lanes = new List<Lane>();
        for (var i = 0; i < 36; i++)
        {
            using var lease = await _queue.GetAsync(Ct);
            lanes.Add(lease!.Lane);
        }

        for (var i = 0; i < lanes.Count; i++)
            lanes[i].ShouldBe(i % 9 == 8 ? Lane.Low : Lane.High, $"position {i}");
    }

    [Fact]
    public async Task A_low_key_older_than_a_minute_goes_first_and_then_takes_turns_with_the_high_lane() // 56
    {
        _queue.Add("old1", Lane.Low);
        _queue.Add("old2", Lane.Low);
        _clock.Advance(TimeSpan.FromSeconds(61));
        _queue.Add("new1");
        _queue.Add("new2");

        (await OrderAsync(4)).ShouldBe(["old1", "new1", "old2", "new2"]);
    }

    [Fact]
    public async Task A_change_raises_a_waiting_key_of_the_initial_list_into_the_high_lane()
    {
        _queue.Add("first", Lane.Low);
        _queue.Add("changed", Lane.Low);
        _queue.Add("changed");

        (await OrderAsync(2)).ShouldBe(["changed", "first"]);
    }

    [Fact]
    public async Task After_shutdown_no_work_starts_and_running_work_is_waited_for() // 67
    {
        _queue.Add("a");
        _queue.Add("b");
        var running = await TakeAsync("a");
        var shutdown = _queue.ShutdownAsync(TimeSpan.FromSeconds(30));

        (await _queue.GetAsync(Ct)).ShouldBeNull();
        (await _queue.GetAsync(Ct)).ShouldBeNull();
        shutdown.IsCompleted.ShouldBeFalse();
        running.Dispose();
        (await shutdown).ShouldBeTrue();
    }

    [Fact]
    public async Task Shutdown_reports_work_that_does_not_end_in_time() // 67
    {
        _queue.Add("a");
        var running = await TakeAsync("a");
        var shutdown = _queue.ShutdownAsync(TimeSpan.FromSeconds(30));
        _clock.Advance(TimeSpan.FromSeconds(30));

        (await shutdown).ShouldBeFalse();
        running.Dispose();
    }

    [Fact]
    public async Task A_waiting_worker_ends_at_shutdown()
    {
        var waiting = Enumerable.Range(0, 16).Select(_ => _queue.GetAsync(Ct).AsTask()).ToArray();
        await _queue.ShutdownAsync(TimeSpan.Zero);
        (await Task.WhenAll(waiting)).ShouldAllBe(lease => lease == null);
    }

    private async Task<QueueLease<string>> TakeAsync(string key)
    {
        var lease = await _queue.GetAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Ct);
        lease.ShouldNotBeNull().Key.ShouldBe(key);
        return lease;
    }

    private async Task<List<string>> OrderAsync(int count)
    {
        var order = new List<string>();
        for (var i = 0; i < count; i++)
        {
            using var lease = await _queue.GetAsync(Ct);
            order.Add(lease!.Key);
        }

        return order;
    }

    private async Task<double> DelayOfNextRetryAsync()
    {
        _queue.AddRateLimited("a");
        var waited = 0;
        while (_queue.Count == 0)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            waited++;
        }

        (await TakeAsync("a")).Dispose();
        return waited;
    }
}
