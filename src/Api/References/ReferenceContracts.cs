using System.Text.Json;

namespace StackOperator.Api.References;

/// <summary>A project.</summary>
internal sealed record ProjectAnswer(Guid Id, string Name, string Description, string? ToolType, DateTime CreatedAt);

/// <summary>Body of a project.</summary>
internal sealed record ProjectRequest(string? Name, string? Description, string? ToolType);

/// <summary>A connection to a host of repositories. Secret values are never shown, only their names.</summary>
internal sealed record VcsIntegrationAnswer(
    Guid Id, string Name, Guid? ProjectId, string Provider, string? BaseUrl, bool AppBased, JsonElement Settings, IReadOnlyList<string> SecretNames, DateTime CreatedAt);

/// <summary>Body of a connection.</summary>
internal sealed record VcsIntegrationRequest(string? Name, Guid? ProjectId, string? Provider, string? BaseUrl, bool? AppBased, JsonElement? Settings);

/// <summary>Credentials. Secret values are never shown, only their names.</summary>
internal sealed record CredentialConfigAnswer(Guid Id, string Name, Guid? ProjectId, string Type, JsonElement Settings, IReadOnlyList<string> SecretNames, DateTime CreatedAt);

/// <summary>Body of credentials; nothing secret.</summary>
internal sealed record CredentialConfigRequest(string? Name, Guid? ProjectId, string? Type, JsonElement? Settings);

/// <summary>A place for states.</summary>
internal sealed record StateBackendConfigAnswer(
    Guid Id, string Name, Guid? ProjectId, string BackendType, string? Bucket, string KeyPrefix, string? Region, string? Endpoint, Guid? CredentialConfigId, DateTime CreatedAt);

/// <summary>Body of a place for states.</summary>
internal sealed record StateBackendConfigRequest(
    string? Name, Guid? ProjectId, string? BackendType, string? Bucket, string? KeyPrefix, string? Region, string? Endpoint, Guid? CredentialConfigId);

/// <summary>Secret values by name; all values are replaced.</summary>
internal sealed record CredentialSecretsRequest(IReadOnlyDictionary<string, string> Data);

/// <summary>The token of a connection.</summary>
internal sealed record VcsSecretsRequest(string GitToken);
