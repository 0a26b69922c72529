using System.Text.Json;
using StackOperator.Api.Documents;
using StackOperator.Store.Workspaces;

namespace StackOperator.Api.Workspaces;

/// <summary>Workspaces as answers.</summary>
internal static class WorkspaceJson
{
    public static WorkspaceAnswer Of(WorkspaceRow row) => new(
        row.Id,
        row.Name,
        row.ProjectId,
        row.StackId,
        row.EnvironmentName,
        row.EnvironmentOrder,
        row.SourceRepoUrl,
        row.SourceBranch,
        row.SourceRoot,
        row.ToolType,
        row.ToolVersion,
        row.EffectiveToolType,
        row.ExecutionTarget,
        row.VcsIntegrationId,
        row.CredentialConfigIds,
        row.StateBackendConfigId,
        row.StateBackendCredentialConfigId,
        row.StateEncryptionConfigId,
        row.StateKey,
        row.VarFiles,
        row.AutoApply,
        row.ExtraCheckoutPaths,
        row.PrBaseBranch,
        row.PrCommentsEnabled,
        JsonElement.Parse(row.AttributesJson),
        row.DetectedAttributesJson is null ? null : JsonElement.Parse(row.DetectedAttributesJson),
        row.CreatedAt);

    public static DependencyAnswer Of(DependencyRow row) =>
        new(row.DownstreamId, row.DownstreamName, row.UpstreamId, row.UpstreamName, row.Type, row.AutoPromote, row.CreatedAt);

    public static byte[] Write(WorkspaceRow row) => JsonSerializer.SerializeToUtf8Bytes(Of(row), EnvironmentJsonContext.Default.WorkspaceAnswer);
}
