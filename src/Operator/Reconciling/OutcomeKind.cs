namespace StackOperator.Operator.Reconciling;

/// <summary>What kind of end a reconciliation came to; decides conditions and retry.</summary>
internal enum OutcomeKind
{
    /// <summary>The row is what the object asks for.</summary>
    Ready,

    /// <summary>The object is left alone on request.</summary>
    Suspended,

    /// <summary>A person must act; no retry.</summary>
    Stalled,

    /// <summary>Something must end first; tried again then.</summary>
    Waiting,

    /// <summary>A fault that may pass; retried with backoff.</summary>
    Transient,
}
