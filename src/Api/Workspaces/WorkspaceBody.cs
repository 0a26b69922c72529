using System.Text;
using StackOperator.Api.Requests;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Workspaces;

namespace StackOperator.Api.Workspaces;

/// <summary>Reads workspaces out of bodies: each member that is there replaces a value of a given row.</summary>
internal static class WorkspaceBody
{
    private const int MaxStateKeyBytes = 512;
    private const int MaxPaths = 100;

    private static readonly string[] ReadOnly = ["id", "stack_id", "environment_name", "environment_order", "effective_tool_type", "detected_attributes", "created_at"];

    private static readonly string[] Writable =
    [
        "name", "project_id", "source_repo_url", "source_branch", "source_root", "tool_type", "tool_version", "execution_target", "vcs_integration_id", "credential_config_ids",
        "state_backend_config_id", "state_backend_credential_config_id", "state_encryption_config_id", "state_key", "var_files", "auto_apply", "extra_checkout_paths", "pr_base_branch",
        "pr_comments_enabled", "attributes",
    ];

    /// <summary>Applies a body; what is wrong is noted in the reader.</summary>
    public static WorkspaceRow Apply(FieldReader fields, WorkspaceRow row)
    {
        foreach (var field in ReadOnly.Where(fields.Has))
        {
            fields.Note(field, ViolationCodes.ImmutableField, "this field is read only");
        }

        fields.RefuseOthers([.. Writable, .. ReadOnly]);
        row = ApplySource(fields, row with
        {
            Name = fields.Has("name") ? ReadName(fields) ?? row.Name : row.Name,
            ProjectId = fields.Has("project_id") ? ReadNeededId(fields, "project_id") ?? row.ProjectId : row.ProjectId,
        });
        return ApplySettings(fields, ApplyReferences(fields, row));
    }

    private static WorkspaceRow ApplySource(FieldReader fields, WorkspaceRow row)
    {
        row = row with
        {
            SourceRepoUrl = fields.Has("source_repo_url") ? ReadUrl(fields) : row.SourceRepoUrl,
            SourceBranch = fields.Has("source_branch") ? ReadBranch(fields, "source_branch") : row.SourceBranch,
            SourceRoot = fields.Has("source_root") ? ReadRoot(fields) : row.SourceRoot,
            VarFiles = fields.Has("var_files") ? ReadPaths(fields, "var_files", ViolationCodes.InvalidVarFile) : row.VarFiles,
            ExtraCheckoutPaths = fields.Has("extra_checkout_paths") ? ReadPaths(fields, "extra_checkout_paths", "invalid_path") : row.ExtraCheckoutPaths,
            PrBaseBranch = fields.Has("pr_base_branch") ? ReadBranch(fields, "pr_base_branch") : row.PrBaseBranch,
        };
        if (row.SourceRepoUrl is null != row.SourceBranch is null && fields.Faults.Count == 0)
        {
            fields.Note(row.SourceRepoUrl is null ? "source_repo_url" : "source_branch", ViolationCodes.SourceIncomplete, "source_repo_url and source_branch are given together or not at all");
        }

        return row;
    }

    private static WorkspaceRow ApplyReferences(FieldReader fields, WorkspaceRow row) => row with
    {
        VcsIntegrationId = fields.Has("vcs_integration_id") ? fields.Id("vcs_integration_id") : row.VcsIntegrationId,
        CredentialConfigIds = fields.Has("credential_config_ids") ? ReadIds(fields, "credential_config_ids") : row.CredentialConfigIds,
        StateBackendConfigId = fields.Has("state_backend_config_id") ? fields.Id("state_backend_config_id") : row.StateBackendConfigId,
        StateBackendCredentialConfigId = fields.Has("state_backend_credential_config_id") ? fields.Id("state_backend_credential_config_id") : row.StateBackendCredentialConfigId,
        StateEncryptionConfigId = fields.Has("state_encryption_config_id") ? fields.Id("state_encryption_config_id") : row.StateEncryptionConfigId,
    };

    private static WorkspaceRow ApplySettings(FieldReader fields, WorkspaceRow row) => row with
    {
        ToolType = fields.Has("tool_type") ? fields.Word("tool_type", "opentofu", "terraform", "pulumi", "crossplane") : row.ToolType,
        ToolVersion = fields.Has("tool_version") ? fields.Text("tool_version", 100) : row.ToolVersion,
        ExecutionTarget = fields.Has("execution_target") ? ReadTarget(fields) ?? row.ExecutionTarget : row.ExecutionTarget,
        StateKey = fields.Has("state_key") ? ReadStateKey(fields) ?? row.StateKey : row.StateKey,
        AutoApply = fields.Has("auto_apply") ? fields.Flag("auto_apply") ?? false : row.AutoApply,
        PrCommentsEnabled = fields.Has("pr_comments_enabled") ? fields.Flag("pr_comments_enabled") ?? false : row.PrCommentsEnabled,
        AttributesJson = fields.Has("attributes") ? fields.Json("attributes") ?? "{}" : row.AttributesJson,
    };

    private static string? ReadName(FieldReader fields)
    {
        fields.Require("name");
        var name = fields.Text("name");
        if (string.IsNullOrEmpty(name) || EnvironmentNames.IsName(name))
        {
            return name;
        }

        fields.Note("name", ViolationCodes.InvalidName, $"use at most {EnvironmentNames.MaxWorkspaceNameLength} lower-case letters, digits and inner hyphens", name);
        return null;
    }

    private static Guid? ReadNeededId(FieldReader fields, string name)
    {
        fields.Require(name);
        return fields.Text(name) is { Length: > 0 } ? fields.Id(name) : null;
    }

    private static string? ReadUrl(FieldReader fields)
    {
        if (fields.Text("source_repo_url") is not { } text)
        {
            return null;
        }

        if (SourceRepositoryUrl.TryNormalize(text, out var url))
        {
            return url;
        }

        // The value is left out on purpose: it may hold a token.
        fields.Note("source_repo_url", ViolationCodes.InvalidSourceRepoUrl, "use an https URL without password, token, query or fragment; keep credentials in a VCS integration");
        return null;
    }

    private static string? ReadBranch(FieldReader fields, string name)
    {
        var branch = fields.Text(name);
        if (branch is null || SourcePaths.IsBranch(branch))
        {
            return branch;
        }

        fields.Note(name, ViolationCodes.InvalidSourceBranch, "use the name of a git branch", branch);
        return null;
    }

    private static string ReadRoot(FieldReader fields)
    {
        var text = fields.Text("source_root");
        var root = string.IsNullOrEmpty(text) ? "/" : SourcePaths.NormalizeRoot(text);
        if (root is null)
        {
            fields.Note("source_root", ViolationCodes.InvalidSourceRoot, "use a path inside the repository, without '..' and backslashes", text);
        }

        return root ?? "/";
    }

    private static IReadOnlyList<string> ReadPaths(FieldReader fields, string name, string code)
    {
        var paths = fields.Texts(name, MaxPaths) ?? [];
        for (var i = 0; i < paths.Count; i++)
        {
            if (!SourcePaths.IsVarFile(paths[i]))
            {
                fields.Note($"{name}[{i}]", code, "use a relative path, without '..' and backslashes, of at most 1024 characters", paths[i]);
            }
        }

        return paths;
    }

    private static List<Guid> ReadIds(FieldReader fields, string name)
    {
        var (ids, texts) = (new List<Guid>(), fields.Texts(name, MaxPaths) ?? []);
        for (var i = 0; i < texts.Count; i++)
        {
            if (Guid.TryParseExact(texts[i], "D", out var id))
            {
                ids.Add(id);
            }
            else
            {
                fields.Note($"{name}[{i}]", ViolationCodes.InvalidUuid, "use a UUID", texts[i]);
            }
        }

        return ids;
    }

    private static string? ReadTarget(FieldReader fields)
    {
        if (fields.TextOrNumber("execution_target") is not { } text)
        {
            return null;
        }

        if (ExecutionTargets.Parse(text) is { } target)
        {
            return target.Word();
        }

        fields.Note("execution_target", ViolationCodes.InvalidExecutionTarget, "use managed or agent", text);
        return null;
    }

    private static string? ReadStateKey(FieldReader fields)
    {
        if (fields.Text("state_key") is not { Length: > 0 } key)
        {
            return null;
        }

        if (SourcePaths.IsVarFile(key) && Encoding.UTF8.GetByteCount(key) <= MaxStateKeyBytes)
        {
            return key;
        }

        fields.Note("state_key", "invalid_state_key", $"use a relative path, without '..' and backslashes, of at most {MaxStateKeyBytes} bytes", key);
        return null;
    }
}
