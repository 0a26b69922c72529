using System.Text;
using System.Text.Json;
using StackOperator.Api.Documents;
using StackOperator.Api.Requests;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Core.Names;
using StackOperator.Store.References;

namespace StackOperator.Api.References;

/// <summary>The kinds of references.</summary>
internal static class ReferenceForms
{
    private const int MaxNameLength = 100;

    /// <summary>Projects. Their names follow the rule of Pulumi projects: they are the same.</summary>
    public static readonly ReferenceForm<ProjectRow, ProjectAnswer> Project = new(
        "project",
        "/projects",
        ["name", "description", "tool_type"],
        static (fields, row) => row with
        {
            Name = ReadName(fields, row.Name, NameRules.CheckProject),
            Description = fields.Has("description") ? fields.Text("description") ?? string.Empty : row.Description,
            ToolType = fields.Has("tool_type") ? fields.Word("tool_type", "opentofu", "terraform", "pulumi", "crossplane") : row.ToolType,
        },
        static _ => [],
        static row => new ProjectAnswer(row.Id, row.Name, row.Description, row.ToolType, row.CreatedAt),
        EnvironmentJsonContext.Default.ProjectAnswer,
        EnvironmentJsonContext.Default.ProjectAnswerArray);

    /// <summary>Connections to hosts of repositories.</summary>
    public static readonly ReferenceForm<VcsIntegrationRow, VcsIntegrationAnswer> VcsIntegration = new(
        "VCS integration",
        "/vcs-integrations",
        ["name", "project_id", "provider", "base_url", "app_based", "settings"],
        static (fields, row) => ReadScope(fields, row) with
        {
            Name = ReadName(fields, row.Name, CheckName),
            Provider = ReadNeededWord(fields, "provider", row.Provider, "github", "gitlab", "bitbucket", "generic_git"),
            BaseUrl = fields.Has("base_url") ? ReadUrl(fields, "base_url") : row.BaseUrl,
            AppBased = fields.Has("app_based") ? fields.Flag("app_based") ?? false : row.AppBased,
            SettingsJson = fields.Has("settings") ? fields.Json("settings") ?? "{}" : row.SettingsJson,
        },
        static row => Scope(row),
        static row => new VcsIntegrationAnswer(row.Id, row.Name, row.ProjectId, row.Provider, row.BaseUrl, row.AppBased, JsonElement.Parse(row.SettingsJson), row.SecretNames, row.CreatedAt),
        EnvironmentJsonContext.Default.VcsIntegrationAnswer,
        EnvironmentJsonContext.Default.VcsIntegrationAnswerArray);

    /// <summary>Credentials.</summary>
    public static readonly ReferenceForm<CredentialConfigRow, CredentialConfigAnswer> CredentialConfig = new(
        "credential config",
        "/credential-configs",
        ["name", "project_id", "type", "settings"],
        static (fields, row) => ReadScope(fields, row) with
        {
            Name = ReadName(fields, row.Name, CheckName),
            Type = ReadNeededWord(fields, "type", row.Type, "aws_static", "aws_assume_role", "aws_oidc", "gcp_service_account", "cloudflare_api_token", "generic_env"),
            SettingsJson = fields.Has("settings") ? fields.Json("settings") ?? "{}" : row.SettingsJson,
        },
        static row => Scope(row),
        static row => new CredentialConfigAnswer(row.Id, row.Name, row.ProjectId, row.Type, JsonElement.Parse(row.SettingsJson), row.SecretNames, row.CreatedAt),
        EnvironmentJsonContext.Default.CredentialConfigAnswer,
        EnvironmentJsonContext.Default.CredentialConfigAnswerArray);

    /// <summary>Places for states.</summary>
    public static readonly ReferenceForm<StateBackendConfigRow, StateBackendConfigAnswer> StateBackendConfig = new(
        "state backend config",
        "/state-backend-configs",
        ["name", "project_id", "backend_type", "bucket", "key_prefix", "region", "endpoint", "credential_config_id"],
        ReadBackend,
        static row => row.CredentialConfigId is { } credential ? [.. Scope(row), new NamedReference("credential_config_id", ReferenceKind.CredentialConfig, credential)] : Scope(row),
        static row => new StateBackendConfigAnswer(row.Id, row.Name, row.ProjectId, row.BackendType, row.Bucket, row.KeyPrefix, row.Region, row.Endpoint, row.CredentialConfigId, row.CreatedAt),
        EnvironmentJsonContext.Default.StateBackendConfigAnswer,
        EnvironmentJsonContext.Default.StateBackendConfigAnswerArray);

    private static StateBackendConfigRow ReadBackend(FieldReader fields, StateBackendConfigRow row)
    {
        row = ReadScope(fields, row) with
        {
            Name = ReadName(fields, row.Name, CheckName),
            BackendType = fields.Has("backend_type") ? fields.Word("backend_type", "s3", "gcs", "local") ?? "s3" : row.BackendType,
            Bucket = fields.Has("bucket") ? ReadShort(fields, "bucket", 255) : row.Bucket,
            KeyPrefix = fields.Has("key_prefix") ? ReadShort(fields, "key_prefix", 512) ?? string.Empty : row.KeyPrefix,
            Region = fields.Has("region") ? ReadShort(fields, "region", 100) : row.Region,
            Endpoint = fields.Has("endpoint") ? ReadUrl(fields, "endpoint") : row.Endpoint,
            CredentialConfigId = fields.Has("credential_config_id") ? fields.Id("credential_config_id") : row.CredentialConfigId,
        };
        if (row.BackendType != "local" && string.IsNullOrEmpty(row.Bucket))
        {
            fields.Note("bucket", ViolationCodes.Required, $"a backend of type {row.BackendType} needs a bucket");
        }

        return row;
    }

    private static TRow ReadScope<TRow>(FieldReader fields, TRow row)
        where TRow : ReferenceRow => row with { ProjectId = fields.Has("project_id") ? fields.Id("project_id") : row.ProjectId };

    private static IEnumerable<NamedReference> Scope(ReferenceRow row) => row.ProjectId is { } project ? [new NamedReference("project_id", ReferenceKind.Project, project)] : [];

    private static string ReadName(FieldReader fields, string present, Func<string?, string?> check)
    {
        if (!fields.Has("name") && present.Length > 0)
        {
            return present;
        }

        fields.Require("name");
        var name = fields.Text("name");
        if (string.IsNullOrEmpty(name))
        {
            return present;
        }

        if (check(name) is { } fault)
        {
            fields.Note("name", ViolationCodes.InvalidName, fault, name);
        }

        return name;
    }

    private static string? CheckName(string? name) => name is { Length: > 0 and <= MaxNameLength } && !name.Any(char.IsControl) && name.Trim() == name
        ? null
        : $"use 1 to {MaxNameLength} characters, no control characters, no blanks around";

    private static string ReadNeededWord(FieldReader fields, string name, string present, params string[] words)
    {
        if (!fields.Has(name) && present.Length > 0)
        {
            return present;
        }

        fields.Require(name);
        return fields.Text(name) is { Length: > 0 } ? fields.Word(name, words) ?? present : present;
    }

    private static string? ReadShort(FieldReader fields, string name, int maxBytes)
    {
        if (fields.Text(name) is not { } text)
        {
            return null;
        }

        if (Encoding.UTF8.GetByteCount(text) <= maxBytes && !text.Any(char.IsControl))
        {
            return text;
        }

        fields.Note(name, "invalid_value", $"use at most {maxBytes} bytes, no control characters");
        return null;
    }

    private static string? ReadUrl(FieldReader fields, string name)
    {
        if (ReadShort(fields, name, 512) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0)
        {
            return text;
        }

        // The value is left out on purpose: it may hold a token.
        fields.Note(name, "invalid_url", "use an http or https URL without user name, password, query or fragment");
        return null;
    }
}
