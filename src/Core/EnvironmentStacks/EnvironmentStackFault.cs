namespace StackOperator.Core.EnvironmentStacks;

/// <summary>One thing that keeps a right stack from being made or changed: what exists already, or does not.</summary>
/// <param name="Field">Where, in the words of the REST interface.</param>
/// <param name="Code">What, see <see cref="ViolationCodes"/>.</param>
/// <param name="Message">For people.</param>
/// <param name="Value">What was asked for.</param>
public sealed record EnvironmentStackFault(string Field, string Code, string Message, string? Value = null)
{
    /// <summary>The workspace in the way.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>The stack in the way, or the stack of the workspace in the way; null when it has none.</summary>
    public Guid? StackId { get; init; }
}
