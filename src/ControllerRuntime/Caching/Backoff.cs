namespace StackOperator.ControllerRuntime.Caching;

/// <summary>Growing, jittered delays that start over after a healthy time.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan last, TimeSpan healthy, TimeProvider clock, Func<double>? random = null)
{
    private readonly Func<double> _random = random ?? Random.Shared.NextDouble;
    private int _attempt;
    private long _ends;

    /// <summary>The next delay: the first doubled with each call, up to twice that by chance, never above the last.</summary>
    public TimeSpan Next()
    {
        if (_attempt > 0 && clock.GetElapsedTime(_ends) >= healthy)
            _attempt = 0;
        var delay = first * Math.Pow(2, Math.Min(_attempt++, 30)) * (1 + _random());
        delay = delay < last ? delay : last;
        _ends = clock.GetTimestamp() + (long)(delay.TotalSeconds * clock.TimestampFrequency);
        return delay;
    }
}
