namespace StackOperator.Store.EnvironmentStackQueries;

/// <summary>An environment stack as its GET shows it.</summary>
/// <param name="Record">The stack.</param>
/// <param name="Members">Its environments in order.</param>
public sealed record EnvironmentStackDetails(EnvironmentStackRecord Record, IReadOnlyList<EnvironmentMember> Members);
