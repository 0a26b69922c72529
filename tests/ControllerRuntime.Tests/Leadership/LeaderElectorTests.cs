using Microsoft.Extensions.Time.Testing;
using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.Testing;

namespace StackOperator.ControllerRuntime.Tests.Leadership;

/// <summary>Requirements 68 to 74 on a lease in memory and a clock that the test moves.</summary>
public sealed class LeaderElectorTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeLeaseStore _store = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_candidate_leads_at_once_and_can_prove_it()
    {
        await using var a = new Candidate(_store, _clock);
        Should.Throw<LeadershipLostException>(a.Elector.EnsureLeading);
        await a.StartAsync();
        await a.Elector.WaitAsync(Ct);

        a.Elector.EnsureLeading();
        a.Elector.FencingToken.ShouldBeGreaterThan(0);
        a.Elector.Lost.IsCancellationRequested.ShouldBeFalse();
        _store.Lease!.Spec.HolderIdentity.ShouldBe(a.Elector.Identity);
    }

    [Fact]
    public async Task Two_processes_with_one_host_name_never_lead_together() // 69
    {
        await using var a = await LeadingAsync("a");
        await using var b = new Candidate(_store, _clock, "b");
        await b.StartAsync();
        await AdvanceAsync(TimeSpan.FromMinutes(2), () => (a.Elector.IsLeader && b.Elector.IsLeader).ShouldBeFalse());

        a.Elector.Identity.ShouldNotBe(b.Elector.Identity);
        a.Elector.IsLeader.ShouldBeTrue();
        b.Elector.IsLeader.ShouldBeFalse();
    }

    [Fact]
    public async Task A_stop_gives_the_lease_back_and_the_next_candidate_leads_within_three_seconds() // 70
    {
        var a = await LeadingAsync("a");
        await using var b = new Candidate(_store, _clock, "b");
        await b.StartAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(5));

        var lost = a.Elector.Lost;
        await a.Elector.StopAsync(Ct);
        lost.IsCancellationRequested.ShouldBeTrue();
        _store.Lease!.Spec.HolderIdentity.ShouldBeEmpty();
        _store.Lease.Spec.LeaseDurationSeconds.ShouldBe(1);
        await AdvanceAsync(TimeSpan.FromSeconds(2.9));
        b.Elector.IsLeader.ShouldBeTrue();
        a.Elector.Dispose();
    }

    [Fact]
    public async Task A_crash_is_taken_over_after_the_lease_and_not_before() // 70
    {
        await using var a = await LeadingAsync("a");
        await using var b = new Candidate(_store, _clock, "b");
        await b.StartAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(4));
        a.Door!.Blackhole = true;
        var crashed = _clock.GetTimestamp();

        await AdvanceAsync(TimeSpan.FromSeconds(25), () =>
        {
            (a.Elector.IsLeader && b.Elector.IsLeader).ShouldBeFalse();
            if (!b.Elector.IsLeader)
                _clock.GetElapsedTime(crashed).ShouldBeLessThan(TimeSpan.FromSeconds(19.4));
        });
        b.Elector.IsLeader.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nine_seconds_without_the_server_keep_the_lease_and_eleven_lose_it(bool swallowed) // 71
    {
        await using var a = await LeadingAsync("a");
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await BreakAsync(a, TimeSpan.FromSeconds(9), swallowed);
        await AdvanceAsync(TimeSpan.FromSeconds(4));
        a.Elector.IsLeader.ShouldBeTrue();
        var lost = a.Elector.Lost;

        await BreakAsync(a, TimeSpan.FromSeconds(11), swallowed);
        lost.IsCancellationRequested.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Jumps_of_the_wall_clock_change_nothing(int hours) // 72
    {
        var clock = new JumpingClock(_clock);
        await using var a = new Candidate(_store, clock, "a");
        await a.StartAsync();
        await a.Elector.WaitAsync(Ct);
        await using var b = new Candidate(_store, _clock, "b");
        await b.StartAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        clock.Offset = TimeSpan.FromHours(hours);
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        a.Elector.IsLeader.ShouldBeTrue();
        b.Elector.IsLeader.ShouldBeFalse();
    }

    [Fact]
    public async Task After_the_stop_nothing_renews_the_lease() // 73
    {
        var a = await LeadingAsync("a");
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        await a.Elector.StopAsync(Ct);
        var calls = a.Door!.Calls;
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        a.Door.Calls.ShouldBe(calls);
        _store.Writes[^1].Spec.HolderIdentity.ShouldBeEmpty();
        a.Elector.Dispose();
    }

    [Fact]
    public async Task After_a_loss_nothing_renews_the_lease_and_the_process_is_told_to_end_and_then_ended() // 73
    {
        await using var a = new Candidate(_store, _clock, exitOnLoss: true);
        await a.StartAsync();
        await a.Elector.WaitAsync(Ct);
        _store.Edit(s => s.HolderIdentity = "rival");
        await AdvanceAsync(TimeSpan.FromSeconds(3));

        a.Elector.IsLeader.ShouldBeFalse();
        a.Stops.ShouldBe(1);
        a.Kills.ShouldBe(0);
        var calls = a.Door!.Calls;
        await AdvanceAsync(TimeSpan.FromSeconds(6));
        a.Kills.ShouldBe(1);
        a.Door.Calls.ShouldBe(calls);
        _store.Lease!.Spec.HolderIdentity.ShouldBe("rival");
    }

    [Fact]
    public async Task A_process_that_ends_in_time_is_not_killed()
    {
        await using var a = new Candidate(_store, _clock, exitOnLoss: true);
        await a.StartAsync();
        await a.Elector.WaitAsync(Ct);
        _store.Edit(s => s.HolderIdentity = "rival");
        await AdvanceAsync(TimeSpan.FromSeconds(3));
        await a.Elector.StopAsync(Ct);
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        a.Kills.ShouldBe(0);
    }

    [Fact]
    public async Task The_fencing_token_grows_with_each_holder_also_when_clocks_disagree_and_the_lease_is_recreated() // 74
    {
        var tokens = new List<long>();
        var late = new JumpingClock(_clock) { Offset = TimeSpan.FromHours(-3) };
        for (var turn = 0; turn < 6; turn++)
        {
            var candidate = new Candidate(_store, turn % 2 == 0 ? _clock : late, $"c{turn}");
            await candidate.StartAsync();
            await AdvanceAsync(TimeSpan.FromSeconds(3));
            candidate.Elector.IsLeader.ShouldBeTrue();
            tokens.Add(candidate.Elector.FencingToken);
            await candidate.Elector.StopAsync(Ct);
            candidate.Elector.Dispose();
        }

        await using var last = await LeadingAsync("last");
        tokens.Add(last.Elector.FencingToken);
        await using var next = new Candidate(_store, late, "next");
        await next.StartAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(4));
        last.Door!.Refusing = true;
        _store.Delete();
        await AdvanceAsync(TimeSpan.FromSeconds(30));
        next.Elector.IsLeader.ShouldBeTrue();
        tokens.Add(next.Elector.FencingToken);

        tokens.ShouldBe([.. tokens.Distinct().Order()], "strictly growing");
    }

    [Fact]
    public async Task A_deleted_lease_is_made_again_by_its_holder_and_taken_by_nobody_else_meanwhile() // 68
    {
        await using var a = await LeadingAsync("a");
        await using var b = new Candidate(_store, _clock, "b");
        await b.StartAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        var token = a.Elector.FencingToken;
        for (var i = 0; i < 5; i++)
        {
            _store.Delete();
            await AdvanceAsync(TimeSpan.FromSeconds(5), () => b.Elector.IsLeader.ShouldBeFalse());
        }

        a.Elector.IsLeader.ShouldBeTrue();
        a.Elector.FencingToken.ShouldBe(token);
    }

    [Fact]
    public async Task A_candidate_whose_question_hangs_for_ever_asks_again_and_leads_when_the_way_is_free() // 68
    {
        await using var a = new Candidate(_store, _clock);
        a.Door!.Blackhole = true;
        await a.StartAsync();
        await Eventually.UntilAsync(() => a.Door.Calls == 1, ct: Ct);
        a.Door.Blackhole = false;
        await AdvanceAsync(TimeSpan.FromSeconds(30));
        a.Elector.IsLeader.ShouldBeTrue();
    }

    [Fact]
    public async Task At_most_one_of_five_leads_under_random_pauses_and_outages() // 68
    {
        var random = new Random(68);
        var candidates = Enumerable.Range(0, 5).Select(i => new Candidate(_store, _clock, $"c{i}")).ToList();
        foreach (var candidate in candidates)
            await candidate.StartAsync();
        var led = new HashSet<Candidate>();
        for (var round = 0; round < 60; round++)
        {
            foreach (var candidate in candidates)
            {
                candidate.Door!.Blackhole = random.Next(4) == 0;
                candidate.Door.Refusing = random.Next(4) == 0;
            }

            await AdvanceAsync(TimeSpan.FromSeconds(random.Next(1, 16)), () =>
            {
                var leaders = candidates.Where(c => c.Elector.IsLeader).ToList();
                leaders.Count.ShouldBeLessThanOrEqualTo(1);
                led.UnionWith(leaders);
            });
        }

        led.Count.ShouldBeGreaterThan(1, "the lease changed hands");
        foreach (var candidate in candidates)
            await candidate.DisposeAsync();
    }

    [Fact]
    public async Task A_lost_lease_can_be_won_again_when_the_process_goes_on()
    {
        await using var a = await LeadingAsync("a");
        var token = a.Elector.FencingToken;
        _store.Edit(s => s.HolderIdentity = "rival");
        await AdvanceAsync(TimeSpan.FromSeconds(3));
        a.Elector.IsLeader.ShouldBeFalse();
        a.Elector.Lost.IsCancellationRequested.ShouldBeTrue();

        await AdvanceAsync(TimeSpan.FromSeconds(20));
        a.Elector.IsLeader.ShouldBeTrue();
        a.Elector.FencingToken.ShouldBeGreaterThan(token);
        a.Elector.Lost.IsCancellationRequested.ShouldBeFalse();
    }

    private async Task<Candidate> LeadingAsync(string name)
    {
        var candidate = new Candidate(_store, _clock, name);
        await candidate.StartAsync();
        await Eventually.UntilAsync(() => candidate.Elector.IsLeader, ct: Ct);
        return candidate;
    }

    private async Task BreakAsync(Candidate candidate, TimeSpan time, bool swallowed)
    {
        // From the first renewal that fails.
        var before = candidate.Door!.Calls;
        (candidate.Door.Blackhole, candidate.Door.Refusing) = (swallowed, !swallowed);
        while (candidate.Door.Calls == before)
            await AdvanceAsync(TimeSpan.FromMilliseconds(100));
        await AdvanceAsync(time);
        (candidate.Door.Blackhole, candidate.Door.Refusing) = (false, false);
    }

    /// <summary>Moves the clock in small steps and lets the electors act after each.</summary>
    private async Task AdvanceAsync(TimeSpan time, Action? check = null)
    {
        var step = TimeSpan.FromMilliseconds(100);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            _clock.Advance(step);
            for (var i = 0; i < 3; i++)
                await Task.Yield();
            await Task.Delay(1, Ct);
            check?.Invoke();
        }
    }

    /// <summary>A clock whose wall time is off while its monotonic time is right.</summary>
    private sealed class JumpingClock(TimeProvider inner) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
    }
}
