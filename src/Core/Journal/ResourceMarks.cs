namespace StackOperator.Core.Journal;

/// <summary>What the journal did to a resource as a whole.</summary>
[Flags]
internal enum ResourceMarks
{
    None = 0,

    /// <summary>Gets <c>delete: true</c>.</summary>
    Delete = 1,

    /// <summary>Gets <c>pendingReplacement: true</c>.</summary>
    PendingReplacement = 2,

    /// <summary>Leaves the state.</summary>
    Dropped = 4,

    /// <summary>Its text came from an entry: marks on the former text do not apply.</summary>
    Replaced = 8,
}
