namespace StackOperator.Core.Deployments;

/// <summary>Why a state, checkpoint or journal was refused.</summary>
public enum StateRefusalKind
{
    /// <summary>The text is not one JSON value.</summary>
    MalformedJson,

    /// <summary>The text is nested deeper than <see cref="DeploymentEnvelope.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>A member is missing, null, or of the wrong type.</summary>
    WrongShape,

    /// <summary>The schema version of a deployment is outside 1 to 4.</summary>
    UnsupportedVersion,

    /// <summary>A journal entry has a kind or a version this server does not replay.</summary>
    UnsupportedJournalEntry,

    /// <summary>A journal entry names a position that the base deployment does not have.</summary>
    UnknownPosition,

    /// <summary>Aliases contradict each other, or make a provider reference name something else.</summary>
    AliasConflict,

    /// <summary>The edits of a delta are out of range, out of order, or overlap.</summary>
    BadDelta,

    /// <summary>The result of a delta has another hash than the client computed.</summary>
    HashMismatch,

    /// <summary>The result would be larger than one text can be.</summary>
    TooLarge,
}
