namespace StackOperator.Core.Stacks;

/// <summary>What is to be done about one object, given the rows as they were read.</summary>
public abstract record StackPlan
{
    private StackPlan()
    {
    }

    /// <summary>The row already is what the object asks for.</summary>
    public sealed record Keep(StackRow Row) : StackPlan;

    /// <summary>Write the row: create, adopt, update or rename.</summary>
    public sealed record Write : StackPlan;

    /// <summary>Somebody else's row has the identity: find out whether that owner still exists, then refuse or take over.</summary>
    public sealed record AskForOwner(StackOwner Owner) : StackPlan;

    /// <summary>Wait for the running update, then rename.</summary>
    public sealed record Wait(StackRow Row, RunningUpdate Update) : StackPlan;

    /// <summary>Refuse; the present row, if any, stays as it is.</summary>
    public sealed record Refuse(StackRow? Row, StackRefusal Refusal) : StackPlan;
}
