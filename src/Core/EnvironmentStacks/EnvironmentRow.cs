namespace StackOperator.Core.EnvironmentStacks;

/// <summary>One environment of a stack and its workspace as it is now.</summary>
/// <param name="Name">Name of the environment.</param>
/// <param name="Order">Place in the stack, from 0.</param>
/// <param name="WorkspaceId">Id of the workspace.</param>
/// <param name="WorkspaceName">Its present name.</param>
/// <param name="StateKey">Its present state key.</param>
/// <param name="AutoPromote">Whether every edge to another workspace of the stack promotes by itself; true when there is none.</param>
/// <param name="LatestRunStatus">Status of its newest run; null when there was none.</param>
public sealed record EnvironmentRow(string Name, int Order, Guid WorkspaceId, string WorkspaceName, string StateKey, bool AutoPromote, string? LatestRunStatus);
