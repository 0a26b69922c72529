namespace StackOperator.Core.EnvironmentStacks;

/// <summary>Where runs are executed. The numbers are what environment stacks say, the words what workspaces say.</summary>
public enum ExecutionTarget
{
    /// <summary>By this installation.</summary>
    Managed = 0,

    /// <summary>By an agent of the organization.</summary>
    Agent = 1,
}
