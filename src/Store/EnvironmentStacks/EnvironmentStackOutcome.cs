using StackOperator.Core.EnvironmentStacks;
using StackOperator.Core.Stacks;
using StackOperator.Store.Stacks;

namespace StackOperator.Store.EnvironmentStacks;

/// <summary>How <see cref="EnvironmentStackStore"/>.MaterializeAsync ended.</summary>
public abstract record EnvironmentStackOutcome
{
    private EnvironmentStackOutcome()
    {
    }

    /// <summary>The rows are what the claim asks for.</summary>
    /// <param name="Row">The stack as it is now.</param>
    /// <param name="Change">What was done.</param>
    /// <param name="Former">The identity before a rename.</param>
    public sealed record Done(EnvironmentStackRow Row, MaterializeChange Change, EnvironmentStackIdentity? Former = null) : EnvironmentStackOutcome;

    /// <summary>Nothing was written: the identity belongs to another row.</summary>
    /// <param name="Owner">That row's owner; null = none, and the claim has a row of its own, so it cannot adopt it.</param>
    public sealed record OwnedByOther(StackOwner? Owner) : EnvironmentStackOutcome;

    /// <summary>A field that never changes differs. At most the owner of the row was changed.</summary>
    public sealed record Immutable(EnvironmentStackRow Row, EnvironmentStackRefusal Refusal) : EnvironmentStackOutcome;

    /// <summary>Nothing was written: what exists is in the way, or what is referred to is missing.</summary>
    /// <param name="Row">The claim's row as it stays; null when it has none.</param>
    /// <param name="Faults">At least one.</param>
    public sealed record Refused(EnvironmentStackRow? Row, IReadOnlyList<EnvironmentStackFault> Faults) : EnvironmentStackOutcome;
}
