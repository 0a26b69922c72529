namespace StackOperator.Core.Updates;

/// <summary>The answer to "may this happen to the update now?".</summary>
public enum UpdateVerdict
{
    /// <summary>Do it.</summary>
    Proceed,

    /// <summary>It has happened before: answer success, change nothing.</summary>
    AlreadyDone,

    /// <summary>The update was not started, so it has no lease and takes no writes.</summary>
    NotStarted,

    /// <summary>The update runs already.</summary>
    AlreadyStarted,

    /// <summary>The token does not belong to the update.</summary>
    ForeignLease,

    /// <summary>The lease ran out.</summary>
    LeaseExpired,

    /// <summary>The update ended, another way than asked for.</summary>
    Ended,

    /// <summary>It ended as failed just now: its journal contradicts its base, so the state before it is kept.</summary>
    NoState,

    /// <summary>A preview or dry run was asked to write state.</summary>
    DryRun,
}
