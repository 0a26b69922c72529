namespace StackOperator.Api.Resources;

/// <summary>How a write ended.</summary>
internal sealed class WriteOutcome<T>
    where T : class
{
    /// <summary>The operator did not answer in time; what was written stays.</summary>
    public static readonly WriteOutcome<T> TimedOut = new(null);

    /// <summary>Another object of the same identity was there first.</summary>
    public static readonly WriteOutcome<T> Taken = new(null);

    /// <summary>The object was not what the write expected; nothing was written.</summary>
    public static readonly WriteOutcome<T> Refused = new(null);

    private WriteOutcome(ObjectVerdict<T>? verdict) => Verdict = verdict;

    /// <summary>The operator's word, when there is one.</summary>
    public ObjectVerdict<T>? Verdict { get; }

    /// <summary>The row is what the object asks for.</summary>
    public bool IsReady => Verdict is { Ready: true };

    /// <summary>The object is gone.</summary>
    public bool IsDeleted => Verdict is { Deleted: true };

    /// <summary>The operator refused for this reason.</summary>
    public bool IsRefusedAs(string reason) => Verdict is { Ready: false, Deleted: false } verdict && verdict.Reason == reason;

    public static WriteOutcome<T> Of(ObjectVerdict<T> verdict) => new(verdict);
}
