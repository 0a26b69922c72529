namespace StackOperator.Core.EnvironmentStacks;

/// <summary>The words and numbers of <see cref="ExecutionTarget"/>.</summary>
public static class ExecutionTargets
{
    /// <summary>The word of <see cref="ExecutionTarget.Managed"/>.</summary>
    public const string Managed = "managed";

    /// <summary>The word of <see cref="ExecutionTarget.Agent"/>.</summary>
    public const string Agent = "agent";

    /// <summary>The word of a target.</summary>
    public static string Word(this ExecutionTarget target) => target == ExecutionTarget.Agent ? Agent : Managed;

    /// <summary>Reads a number or a word; null when it is neither.</summary>
    public static ExecutionTarget? Parse(string text) => text switch
    {
        "0" or Managed => ExecutionTarget.Managed,
        "1" or Agent => ExecutionTarget.Agent,
        _ => null,
    };
}
