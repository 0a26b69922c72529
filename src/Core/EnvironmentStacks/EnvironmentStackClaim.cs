using StackOperator.Core.Stacks;

namespace StackOperator.Core.EnvironmentStacks;

/// <summary>What an object asks for, checked by itself.</summary>
/// <param name="Identity">The identity it wants.</param>
/// <param name="Project">The project it wants to be in.</param>
/// <param name="Template">The rest.</param>
/// <param name="Owner">The object.</param>
/// <param name="Generation">metadata.generation that says so.</param>
public sealed record EnvironmentStackClaim(
    EnvironmentStackIdentity Identity, ProjectReference Project, EnvironmentStackTemplate Template, StackOwner Owner, long Generation);
