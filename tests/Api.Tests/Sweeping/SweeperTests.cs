using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using StackOperator.Api.Sweeping;
using StackOperator.Testing;

namespace StackOperator.Api.Tests.Sweeping;

public sealed class SweeperTests
{
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_turn_that_fails_is_told_and_the_next_one_goes_on()
    {
        var (clock, log) = (new FakeTimeProvider(), new Lines());
        using var sweeper = new FailingFirst(atStart: false, clock, log);
        await sweeper.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.UntilAsync(
            () =>
            {
                clock.Advance(_interval);
                return sweeper.Turns > 2;
            },
            ct: TestContext.Current.CancellationToken);
        await sweeper.StopAsync(TestContext.Current.CancellationToken);
        log.Written.ShouldBe(["Error: Sweeping test rows failed; it goes on at its next turn"]);
    }

    [Fact]
    public async Task The_first_turn_may_be_at_the_start()
    {
        using var sweeper = new FailingFirst(atStart: true, new FakeTimeProvider(), new Lines());
        await sweeper.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.UntilAsync(() => sweeper.Turns == 1, ct: TestContext.Current.CancellationToken);
        await sweeper.StopAsync(TestContext.Current.CancellationToken);
        sweeper.Turns.ShouldBe(1);
    }

    private sealed class FailingFirst(bool atStart, TimeProvider time, ILogger logger) : Sweeper(_interval, atStart, time, logger)
    {
        private int _turns;

        public int Turns => Volatile.Read(ref _turns);

        protected override string Subject => "test rows";

        protected override Task SweepAsync(CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _turns) == 1 ? Task.FromException(new InvalidOperationException("first")) : Task.CompletedTask;
    }

    private sealed class Lines : ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue($"{logLevel}: {formatter(state, exception)}");
    }
}
