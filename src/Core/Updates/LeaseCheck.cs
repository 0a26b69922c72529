namespace StackOperator.Core.Updates;

/// <summary>What a presented lease token is worth for the update in the path.</summary>
public enum LeaseCheck
{
    /// <summary>Not a token of this update.</summary>
    Foreign,

    /// <summary>The token of this update, its time is over.</summary>
    Expired,

    /// <summary>The token of this update, within its time.</summary>
    Valid,
}
