namespace StackOperator.ControllerRuntime.Client;

/// <summary>Times of leases and events, which the server reads with exactly six fraction digits.</summary>
public static class MicroTime
{
    /// <summary>
    /// The time in UTC, cut to microseconds and moved by one from a whole second: the client writes whole seconds without a fraction,
    /// which the server's MicroTime refuses.
    /// </summary>
    public static DateTime Of(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond);
        if (ticks % TimeSpan.TicksPerSecond == 0)
            ticks += TimeSpan.TicksPerMicrosecond;
        return new(ticks, DateTimeKind.Utc);
    }
}
