namespace StackOperator.ControllerRuntime.Abstractions.Leadership;

/// <summary>Whether this process leads, and the proof that goes with each write.</summary>
public interface ILeadership
{
    /// <summary>True while the lease is held and not overdue, by this process's monotonic clock.</summary>
    bool IsLeader { get; }

    /// <summary>Grows with each change of holder; stored with writes so that a former leader is refused. 0 without leader election.</summary>
    long FencingToken { get; }

    /// <summary>Cancelled when leading ends.</summary>
    CancellationToken Lost { get; }

    /// <summary>Throws when this process may no longer act. Call before each external side effect.</summary>
    /// <exception cref="LeadershipLostException">The lease is lost or overdue.</exception>
    void EnsureLeading();

    /// <summary>Completes when this process leads.</summary>
    Task WaitAsync(CancellationToken cancellationToken = default);
}
