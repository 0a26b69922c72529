namespace StackOperator.Store.Claims;

/// <summary>What became of an attempt to claim an identity.</summary>
public enum ClaimOutcome
{
    /// <summary>The claim is ours and nobody had one.</summary>
    Fresh,

    /// <summary>The claim is ours again: the same caller's earlier attempt was given up, or its API process died.</summary>
    TakenOver,

    /// <summary>Somebody else is at work on it.</summary>
    Busy,
}
