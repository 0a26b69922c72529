using StackOperator.Store.Workspaces;

namespace StackOperator.Store.EnvironmentStackQueries;

/// <summary>A workspace that has what an environment of a new stack would get.</summary>
/// <param name="IsName">Whether it is the name; else the place of the state.</param>
/// <param name="Environment">Place of the environment in the request, from 0.</param>
/// <param name="Value">The name, or the key of the state.</param>
/// <param name="Holder">Who has it.</param>
public sealed record EnvironmentCollision(bool IsName, int Environment, string Value, WorkspaceHolder Holder);
