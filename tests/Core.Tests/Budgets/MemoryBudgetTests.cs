using StackOperator.Core.Budgets;

namespace StackOperator.Core.Tests.Budgets;

public sealed class MemoryBudgetTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_comes_first_is_served_first_and_small_wishes_do_not_overtake()
    {
        var budget = Create(100, TimeSpan.FromMinutes(1));
        var first = (await budget.TakeAsync(80, Token)).ShouldNotBeNull();
        var large = budget.TakeAsync(60, Token).AsTask();
        var small = budget.TakeAsync(10, Token).AsTask();
        (large.IsCompleted, small.IsCompleted).ShouldBe((false, false));
        budget.TryTake(1).ShouldBeNull();

        first.Dispose();

        using var second = (await large).ShouldNotBeNull();
        using var third = (await small).ShouldNotBeNull();
        budget.Left.ShouldBe(30);
    }

    [Fact]
    public async Task A_wish_above_everything_runs_alone()
    {
        var budget = Create(100, TimeSpan.FromMinutes(1));
        var all = (await budget.TakeAsync(1_000, Token)).ShouldNotBeNull();
        budget.Left.ShouldBe(0);
        all.Dispose();
        all.Dispose();
        budget.Left.ShouldBe(100);
    }

    [Fact]
    public async Task Who_waits_too_long_or_gives_up_makes_way_for_the_next()
    {
        var budget = Create(100, TimeSpan.FromMilliseconds(50));
        using var most = (await budget.TakeAsync(80, Token)).ShouldNotBeNull();
        (await budget.TakeAsync(60, Token)).ShouldBeNull();

        using var stop = new CancellationTokenSource();
        var patient = Create(100, TimeSpan.FromMinutes(1));
        var holder = (await patient.TakeAsync(80, Token)).ShouldNotBeNull();
        var gone = patient.TakeAsync(90, stop.Token).AsTask();
        var next = patient.TakeAsync(20, Token).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(gone);
        (await next).ShouldNotBeNull().Dispose();
        holder.Dispose();
        patient.Left.ShouldBe(100);
    }

    [Fact]
    public async Task Of_many_at_once_never_more_is_taken_than_there_is_and_all_comes_back()
    {
        var budget = Create(1_000, TimeSpan.FromMinutes(1));
        var (taken, most) = (0L, 0L);
        await Task.WhenAll(Enumerable.Range(1, 400).Select(i => Task.Run(async () =>
        {
            var bytes = 1 + (i * 37 % 400);
            using var share = (await budget.TakeAsync(bytes, Token)).ShouldNotBeNull();
            var now = Interlocked.Add(ref taken, bytes);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Add(ref taken, -bytes);
        })));
        most.ShouldBeLessThanOrEqualTo(1_000);
        budget.Left.ShouldBe(1_000);
    }

    [Fact]
    public async Task One_more_than_may_wait_is_refused_at_once()
    {
        var budget = new MemoryBudget(10, TimeSpan.FromMinutes(1), maxWaiting: 1, TimeProvider.System);
        using var all = (await budget.TakeAsync(10, Token)).ShouldNotBeNull();
        var waiting = budget.TakeAsync(1, Token).AsTask();
        (await budget.TakeAsync(1, Token)).ShouldBeNull();
        all.Dispose();
        (await waiting).ShouldNotBeNull().Dispose();
    }

    private static MemoryBudget Create(long capacity, TimeSpan patience) => new(capacity, patience, 1_000, TimeProvider.System);

    private static void InterlockedMax(ref long target, long value)
    {
        var seen = Volatile.Read(ref target);
        while (value > seen)
        {
            seen = Interlocked.CompareExchange(ref target, value, seen) is var former && former == seen ? value : former;
        }
    }
}
