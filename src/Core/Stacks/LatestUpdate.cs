namespace StackOperator.Core.Stacks;

/// <summary>The latest state-changing update of a stack.</summary>
/// <param name="Kind">update, refresh, destroy, import or resource-import.</param>
/// <param name="Status">running, succeeded, failed or cancelled.</param>
/// <param name="StartedAt">When it started, UTC.</param>
/// <param name="EndedAt">When it ended, UTC; null while it runs.</param>
/// <param name="Version">The version it made.</param>
public sealed record LatestUpdate(string Kind, string Status, DateTime? StartedAt, DateTime? EndedAt, long? Version);
