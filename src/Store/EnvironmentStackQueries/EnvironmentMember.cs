namespace StackOperator.Store.EnvironmentStackQueries;

/// <summary>An environment of a stack, by its workspace as it is now.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="WorkspaceName">Its present name.</param>
/// <param name="Name">Name of the environment.</param>
/// <param name="Order">Place in the stack, from 0.</param>
/// <param name="StateKey">Its present state key.</param>
/// <param name="AutoPromote">Whether every edge from here to members of the stack promotes by itself; true when there is none.</param>
/// <param name="LatestRunId">The newest run; null when it never ran.</param>
/// <param name="LatestRunStatus">Its status.</param>
public readonly record struct EnvironmentMember(
    Guid WorkspaceId, string WorkspaceName, string Name, int Order, string StateKey, bool AutoPromote, Guid? LatestRunId, string? LatestRunStatus);
