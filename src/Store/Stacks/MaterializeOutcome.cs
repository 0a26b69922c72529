using StackOperator.Core.Stacks;

namespace StackOperator.Store.Stacks;

/// <summary>How <see cref="StackRowStore"/>.MaterializeAsync ended.</summary>
public abstract record MaterializeOutcome
{
    private MaterializeOutcome()
    {
    }

    /// <summary>The row is what the claim asks for.</summary>
    /// <param name="Row">The row as it is now.</param>
    /// <param name="Change">What was done.</param>
    /// <param name="Former">The identity before a rename.</param>
    public sealed record Done(StackRow Row, MaterializeChange Change, StackIdentity? Former = null) : MaterializeOutcome;

    /// <summary>Nothing was written: the identity belongs to another row.</summary>
    /// <param name="Owner">That row's owner; null = the row is retained and the claim has a row of its own, so it cannot adopt it.</param>
    public sealed record OwnedByOther(StackOwner? Owner) : MaterializeOutcome;

    /// <summary>Nothing was written: a rename waits for an update.</summary>
    public sealed record UpdateRunning(StackRow Row, RunningUpdate Update) : MaterializeOutcome;

    /// <summary>Nothing was written: the row belongs to another organization and never moves.</summary>
    public sealed record ImmutableOrganization(StackRow Row) : MaterializeOutcome;
}
