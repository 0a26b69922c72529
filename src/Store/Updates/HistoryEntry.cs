namespace StackOperator.Store.Updates;

/// <summary>One line of a stack's history. JSON values are as the client sent them; null when absent.</summary>
/// <param name="UpdateId">The update; null for a rename.</param>
/// <param name="Kind">Word of the kind; <c>rename</c> for a rename.</param>
/// <param name="Result">Word of the result.</param>
/// <param name="Version">Version it made; of a rename the version at that time.</param>
/// <param name="StartTime">When it started.</param>
/// <param name="EndTime">When it ended; null while it runs.</param>
/// <param name="Author">Login; empty for a rename.</param>
/// <param name="Message">JSON string.</param>
/// <param name="Environment">JSON object.</param>
/// <param name="Config">JSON object.</param>
/// <param name="ResourceChanges">JSON object.</param>
/// <param name="ResourceCount">Resources in the state it left.</param>
/// <param name="Renaming">What a rename did, in words; null otherwise.</param>
public sealed record HistoryEntry(
    Guid? UpdateId,
    string Kind,
    string Result,
    long Version,
    DateTimeOffset StartTime,
    DateTimeOffset? EndTime,
    string Author,
    byte[]? Message,
    byte[]? Environment,
    byte[]? Config,
    byte[]? ResourceChanges,
    long? ResourceCount,
    string? Renaming);
