namespace StackOperator.Store.Workspaces;

/// <summary>A workspace that holds what another wants.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="StateKey">Its state key.</param>
/// <param name="StackId">Its stack; null when it stands alone.</param>
public sealed record WorkspaceHolder(Guid Id, string Name, string StateKey, Guid? StackId);
