using StackOperator.Core.Stacks;

namespace StackOperator.Core.EnvironmentStacks;

/// <summary>What is to be done about one object, given the rows as they were read.</summary>
public abstract record EnvironmentStackPlan
{
    private EnvironmentStackPlan()
    {
    }

    /// <summary>The rows already are what the object asks for.</summary>
    public sealed record Keep(EnvironmentStackRow Row) : EnvironmentStackPlan;

    /// <summary>Write: create, adopt, rename or move.</summary>
    public sealed record Write : EnvironmentStackPlan;

    /// <summary>Somebody else's row has the identity: find out whether that owner still exists, then refuse or take over.</summary>
    public sealed record AskForOwner(StackOwner Owner) : EnvironmentStackPlan;

    /// <summary>Refuse; the present row stays as it is.</summary>
    public sealed record Refuse(EnvironmentStackRow? Row, EnvironmentStackRefusal Refusal) : EnvironmentStackPlan;
}
