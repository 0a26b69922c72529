namespace StackOperator.Core.Updates;

/// <summary>The facts of an update that decide what may happen to it.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="DryRun">Whether it must leave the state alone.</param>
/// <param name="Lease">What the caller's lease token is worth; only looked at by calls that need one.</param>
public readonly record struct UpdateView(UpdateStatus Status, bool DryRun, LeaseCheck Lease);
