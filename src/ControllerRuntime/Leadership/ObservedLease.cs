using k8s.Models;

namespace StackOperator.ControllerRuntime.Leadership;

/// <summary>
/// The lease as a candidate watched it. Times inside the record come from another machine's clock and are only compared for
/// change; the waiting time runs on this process's monotonic clock from the moment a change was seen. A lease that somebody
/// deleted does not end the time of the holder that was seen before.
/// </summary>
internal sealed class ObservedLease(TimeSpan ownDuration)
{
    private (string? Holder, DateTime? Acquired, DateTime? Renewed, int? Duration, int? Transitions)? _record;
    private TimeSpan _since;

    /// <summary>The greatest fencing token seen.</summary>
    public long Token { get; private set; }

    /// <summary>Takes a state that was read (null: there is none); true when nobody can still believe to hold the lease.</summary>
    public bool IsFree(V1LeaseSpec? spec, string identity, TimeSpan now)
    {
        if (spec is null)
        {
            return _record is not { } last || string.IsNullOrEmpty(last.Holder) || last.Holder == identity || now - _since >= Duration(last.Duration);
        }

        Token = Math.Max(Token, LeaseRules.Token(spec));
        var record = (spec.HolderIdentity, spec.AcquireTime, spec.RenewTime, spec.LeaseDurationSeconds, spec.LeaseTransitions);
        if (_record != record)
        {
            _record = record;
            _since = now;
        }

        return string.IsNullOrEmpty(spec.HolderIdentity) || spec.HolderIdentity == identity || now - _since >= Duration(spec.LeaseDurationSeconds);
    }

    // The record's own duration counts, since its holder goes by that.
    private TimeSpan Duration(int? seconds) => seconds is > 0 ? TimeSpan.FromSeconds(seconds.Value) : ownDuration;
}
