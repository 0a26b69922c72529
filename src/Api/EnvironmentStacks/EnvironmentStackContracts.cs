namespace StackOperator.Api.EnvironmentStacks;

/// <summary>Body of a create.</summary>
internal sealed record CreateEnvironmentStackRequest(
    string Name,
    IReadOnlyList<EnvironmentRequest> Environments,
    Guid? ProjectId,
    string? SourceRepoUrl,
    string? SourceBranch,
    string? SourceRoot,
    Guid? VcsIntegrationId,
    Guid? CredentialConfigId,
    Guid? StateBackendConfigId,
    int? ExecutionTarget);

/// <summary>One environment of a create.</summary>
internal sealed record EnvironmentRequest(string Name, IReadOnlyList<string>? VarFiles, IReadOnlyList<string>? PromoteTo);

/// <summary>Body of a change.</summary>
internal sealed record PatchEnvironmentStackRequest(string? Name, Guid? ProjectId);

/// <summary>A stack in lists and after writes.</summary>
internal sealed record EnvironmentStackAnswer(Guid Id, string Name, Guid ProjectId, int EnvironmentCount, DateTime CreatedAt);

/// <summary>A stack with its environments.</summary>
internal sealed record EnvironmentStackDetailAnswer(Guid Id, string Name, Guid ProjectId, int EnvironmentCount, DateTime CreatedAt, IReadOnlyList<EnvironmentAnswer> Environments);

/// <summary>One environment.</summary>
internal sealed record EnvironmentAnswer(
    string WorkspaceName, int EnvironmentOrder, bool AutoPromote, string? LatestRunStatus, string Name, Guid WorkspaceId, string StateKey, Guid? LatestRunId);

/// <summary>The promotion graph.</summary>
internal sealed record EnvironmentGraphAnswer(IReadOnlyList<GraphNodeAnswer> Nodes, IReadOnlyList<GraphEdgeAnswer> Edges);

/// <summary>One environment in the graph.</summary>
internal sealed record GraphNodeAnswer(Guid WorkspaceId, string WorkspaceName, string Name, string? LatestRunStatus, int Layer);

/// <summary>One promotion in the graph.</summary>
internal sealed record GraphEdgeAnswer(Guid From, Guid To, string DependencyType, bool AutoPromote);
