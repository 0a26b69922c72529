namespace StackOperator.Store.Idempotency;

/// <summary>What an Idempotency-Key met.</summary>
public enum IdempotencyOutcome
{
    /// <summary>The first request with it.</summary>
    Fresh,

    /// <summary>The same request was answered before.</summary>
    Answered,

    /// <summary>The same request is at work.</summary>
    Running,

    /// <summary>Another request had it.</summary>
    OtherRequest,
}
