using StackOperator.Core.Stacks;

namespace StackOperator.Store.Stacks;

/// <summary>How <see cref="StackRowStore.DeleteAsync"/> ended.</summary>
/// <param name="Row">The row as it was; null = the owner has none.</param>
/// <param name="Running">The update that deletion waits for; no other may start meanwhile.</param>
public sealed record DeleteOutcome(StackRow? Row, RunningUpdate? Running)
{
    /// <summary>True when nothing of the owner is left.</summary>
    public bool IsGone => Running is null;
}
