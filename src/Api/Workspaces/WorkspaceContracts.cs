using System.Text.Json;

namespace StackOperator.Api.Workspaces;

/// <summary>A workspace.</summary>
internal sealed record WorkspaceAnswer(
    Guid Id,
    string Name,
    Guid ProjectId,
    Guid? StackId,
    string? EnvironmentName,
    int? EnvironmentOrder,
    string? SourceRepoUrl,
    string? SourceBranch,
    string SourceRoot,
    string? ToolType,
    string? ToolVersion,
    string? EffectiveToolType,
    string ExecutionTarget,
    Guid? VcsIntegrationId,
    IReadOnlyList<Guid> CredentialConfigIds,
    Guid? StateBackendConfigId,
    Guid? StateBackendCredentialConfigId,
    Guid? StateEncryptionConfigId,
    string StateKey,
    IReadOnlyList<string> VarFiles,
    bool AutoApply,
    IReadOnlyList<string> ExtraCheckoutPaths,
    string? PrBaseBranch,
    bool PrCommentsEnabled,
    JsonElement Attributes,
    JsonElement? DetectedAttributes,
    DateTime CreatedAt);

/// <summary>Body of a create (name and project_id are needed) and of a change (all are optional, lists are replaced).</summary>
internal sealed record WorkspaceRequest(
    string? Name,
    Guid? ProjectId,
    string? SourceRepoUrl,
    string? SourceBranch,
    string? SourceRoot,
    string? ToolType,
    string? ToolVersion,
    string? ExecutionTarget,
    Guid? VcsIntegrationId,
    IReadOnlyList<Guid>? CredentialConfigIds,
    Guid? StateBackendConfigId,
    Guid? StateBackendCredentialConfigId,
    Guid? StateEncryptionConfigId,
    string? StateKey,
    IReadOnlyList<string>? VarFiles,
    bool? AutoApply,
    IReadOnlyList<string>? ExtraCheckoutPaths,
    string? PrBaseBranch,
    bool? PrCommentsEnabled,
    JsonElement? Attributes);

/// <summary>An edge: the workspace depends on the other one.</summary>
internal sealed record DependencyAnswer(Guid WorkspaceId, string WorkspaceName, Guid DependsOnId, string DependsOnName, string DependencyType, bool AutoPromote, DateTime CreatedAt);

/// <summary>Body of an edge.</summary>
internal sealed record DependencyRequest(Guid DependsOnId, string? DependencyType, bool? AutoPromote);
