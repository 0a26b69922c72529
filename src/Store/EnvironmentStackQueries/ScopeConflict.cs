namespace StackOperator.Store.EnvironmentStackQueries;

/// <summary>Something that a workspace of a stack uses and that belongs to another project than the stack is to move to.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="WorkspaceName">Its name.</param>
/// <param name="Field">The field of the workspace that refers to it.</param>
/// <param name="ReferenceId">What it refers to.</param>
public sealed record ScopeConflict(Guid WorkspaceId, string WorkspaceName, string Field, Guid ReferenceId);
