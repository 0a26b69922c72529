using Npgsql;
using NpgsqlTypes;
using StackOperator.Store.Updates;

namespace StackOperator.Store.Workspaces;

/// <summary>The columns of workspaces, for reads and writes.</summary>
internal static class WorkspaceColumns
{
    /// <summary>What reads select from <c>w</c>, joined with its project <c>p</c>.</summary>
    public const string Selection = """
        w.id, w.name, w.project_id, w.stack_id, w.environment_name, w.environment_order, w.source_repo_url, w.source_branch, w.source_root, w.tool_type, w.tool_version,
        w.execution_target, w.vcs_integration_id, w.credential_config_ids, w.state_backend_config_id, w.state_backend_credential_config_id, w.state_encryption_config_id, w.state_key,
        w.var_files, w.auto_apply, w.extra_checkout_paths, w.pr_base_branch, w.pr_comments_enabled, w.attributes::text, w.detected_attributes::text, coalesce(w.tool_type, p.tool_type),
        w.revision, w.created_at
        """;

    /// <summary>The tables of reads.</summary>
    public const string From = "workspaces w join projects p on p.id = w.project_id";

    /// <summary>Columns that callers set, in the order of <see cref="Values"/>.</summary>
    public static readonly string[] Written =
    [
        "name", "project_id", "source_repo_url", "source_branch", "source_root", "tool_type", "tool_version", "execution_target", "vcs_integration_id", "credential_config_ids",
        "state_backend_config_id", "state_backend_credential_config_id", "state_encryption_config_id", "state_key", "var_files", "auto_apply", "extra_checkout_paths", "pr_base_branch",
        "pr_comments_enabled", "attributes",
    ];

    public static WorkspaceRow Map(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Name = row.GetString(1),
        ProjectId = row.GetGuid(2),
        StackId = row.GetValue<Guid>(3),
        EnvironmentName = row.Get<string>(4),
        EnvironmentOrder = row.GetValue<int>(5),
        SourceRepoUrl = row.Get<string>(6),
        SourceBranch = row.Get<string>(7),
        SourceRoot = row.GetString(8),
        ToolType = row.Get<string>(9),
        ToolVersion = row.Get<string>(10),
        ExecutionTarget = row.GetString(11),
        VcsIntegrationId = row.GetValue<Guid>(12),
        CredentialConfigIds = row.GetFieldValue<Guid[]>(13),
        StateBackendConfigId = row.GetValue<Guid>(14),
        StateBackendCredentialConfigId = row.GetValue<Guid>(15),
        StateEncryptionConfigId = row.GetValue<Guid>(16),
        StateKey = row.GetString(17),
        VarFiles = row.GetFieldValue<string[]>(18),
        AutoApply = row.GetBoolean(19),
        ExtraCheckoutPaths = row.GetFieldValue<string[]>(20),
        PrBaseBranch = row.Get<string>(21),
        PrCommentsEnabled = row.GetBoolean(22),
        AttributesJson = row.GetString(23),
        DetectedAttributesJson = row.Get<string>(24),
        EffectiveToolType = row.Get<string>(25),
        Revision = row.GetInt64(26),
        CreatedAt = row.GetDateTime(27),
    };

    public static object?[] Values(WorkspaceRow row) =>
    [
        row.Name, row.ProjectId, row.SourceRepoUrl, row.SourceBranch, row.SourceRoot, row.ToolType, row.ToolVersion, row.ExecutionTarget, row.VcsIntegrationId, row.CredentialConfigIds.ToArray(),
        row.StateBackendConfigId, row.StateBackendCredentialConfigId, row.StateEncryptionConfigId, row.StateKey, row.VarFiles.ToArray(), row.AutoApply, row.ExtraCheckoutPaths.ToArray(),
        row.PrBaseBranch, row.PrCommentsEnabled, new NpgsqlParameter { Value = row.AttributesJson, NpgsqlDbType = NpgsqlDbType.Jsonb },
    ];
}
