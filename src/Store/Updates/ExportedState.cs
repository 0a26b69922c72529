namespace StackOperator.Store.Updates;

/// <summary>The answer to an export.</summary>
/// <param name="StackExists">False when there is no such stack.</param>
/// <param name="Text">The state; null when the stack has no such version.</param>
public sealed record ExportedState(bool StackExists, PackedText? Text);
