namespace StackOperator.Store.Updates;

/// <summary>How an import went.</summary>
/// <param name="StackExists">False when there is no such stack.</param>
/// <param name="UpdateId">The import as an update that has succeeded; null when the stack is busy.</param>
public sealed record ImportOutcome(bool StackExists, Guid? UpdateId);
