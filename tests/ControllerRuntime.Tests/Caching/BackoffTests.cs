using Microsoft.Extensions.Time.Testing;
using StackOperator.ControllerRuntime.Caching;

namespace StackOperator.ControllerRuntime.Tests.Caching;

public sealed class BackoffTests
{
    private readonly FakeTimeProvider _clock = new();

    // 41
    [Fact]
    public void Delays_double_from_800_milliseconds_to_30_seconds()
    {
        var backoff = Default(random: 0);
        Delays(backoff, 8).ShouldBe([0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30]);
    }

    // 41
    [Fact]
    public void Chance_adds_up_to_the_delay_itself_but_never_passes_the_last()
    {
        Delays(Default(random: 0.5), 3).ShouldBe([1.2, 2.4, 4.8]);
        Delays(Default(random: 0.999), 20).Max().ShouldBe(30);
    }

    // 41
    [Fact]
    public void Two_healthy_minutes_after_the_delay_start_over()
    {
        var backoff = Default(random: 0);
        Delays(backoff, 4);
        _clock.Advance(TimeSpan.FromSeconds(6.4) + TimeSpan.FromSeconds(119));
        Delays(backoff, 1).ShouldBe([12.8]);
        _clock.Advance(TimeSpan.FromSeconds(12.8) + TimeSpan.FromMinutes(2));
        Delays(backoff, 1).ShouldBe([0.8]);
    }

    private Backoff Default(double random)
    {
        var settings = ReflectorSettings.Default;
        return new(settings.BackoffFirst, settings.BackoffLast, settings.BackoffHealthy, _clock, () => random);
    }

    private static double[] Delays(Backoff backoff, int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Round(backoff.Next().TotalSeconds, 6))];
}
