using k8s.Models;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Leadership;

/// <summary>
/// What a lease says and how the next state of it looks. The fencing token is the acquire time in microseconds. Taking the
/// lease always writes an acquire time later than the one it found, whatever the clocks say, so the token grows with each
/// change of holder; <c>leaseTransitions</c> would start again at 0 when somebody deletes the lease.
/// </summary>
internal static class LeaseRules
{
    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    public static long Token(V1LeaseSpec spec) => ((spec.AcquireTime ?? DateTime.UnixEpoch) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The lease as its new holder writes it.</summary>
    /// <param name="found">The lease as it was; null when there was none.</param>
    /// <param name="identity">The new holder.</param>
    /// <param name="now">Wall clock, UTC.</param>
    /// <param name="duration">How long others must wait after the last renewal.</param>
    /// <param name="lastToken">The greatest token this process knows, for the case that the lease was deleted meanwhile.</param>
    public static V1LeaseSpec Acquired(V1LeaseSpec? found, string identity, DateTimeOffset now, TimeSpan duration, long lastToken)
    {
        var previous = DateTime.UnixEpoch.AddTicks(Math.Max(lastToken, found is null ? 0 : Token(found)) * TimeSpan.TicksPerMicrosecond);
        var acquired = MicroTime.Of(now);
        acquired = acquired > previous ? acquired : MicroTime.Of(new DateTimeOffset(previous + Microsecond));
        return new V1LeaseSpec
        {
            HolderIdentity = identity,
            LeaseDurationSeconds = Seconds(duration),
            AcquireTime = acquired,
            RenewTime = MicroTime.Of(now),
            LeaseTransitions = found is null ? 0 : (found.LeaseTransitions ?? 0) + (found.HolderIdentity == identity ? 0 : 1),
        };
    }

    public static V1LeaseSpec Renewed(V1LeaseSpec held, DateTimeOffset now) => Copy(held, held.HolderIdentity, now, held.LeaseDurationSeconds ?? 1);

    /// <summary>Given back: the next candidate may take it at once. Acquire time and transitions stay, the next token builds on them.</summary>
    public static V1LeaseSpec Released(V1LeaseSpec held, DateTimeOffset now) => Copy(held, string.Empty, now, 1);

    private static V1LeaseSpec Copy(V1LeaseSpec held, string? holder, DateTimeOffset now, int seconds) => new()
    {
        HolderIdentity = holder,
        LeaseDurationSeconds = seconds,
        AcquireTime = held.AcquireTime is { } acquired ? MicroTime.Of(new DateTimeOffset(acquired)) : null,
        RenewTime = MicroTime.Of(now),
        LeaseTransitions = held.LeaseTransitions,
    };

    private static int Seconds(TimeSpan duration) => Math.Max(1, (int)Math.Ceiling(duration.TotalSeconds));
}
