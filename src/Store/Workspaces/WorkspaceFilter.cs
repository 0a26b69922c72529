namespace StackOperator.Store.Workspaces;

/// <summary>Which workspaces a listing shows.</summary>
/// <param name="StackId">Only members of this stack; null = all.</param>
/// <param name="ProjectId">Only of this project; null = all.</param>
public readonly record struct WorkspaceFilter(Guid? StackId, Guid? ProjectId);
