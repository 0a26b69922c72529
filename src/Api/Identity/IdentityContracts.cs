using System.Text.Json.Serialization;

namespace StackOperator.Api.Identity;

/// <summary>Answer of <c>GET /api/user</c>. No <c>tokenInfo</c>: its absence means a personal token.</summary>
internal sealed record UserAnswer(
    string Id,
    string GithubLogin,
    string Name,
    string Email,
    string AvatarUrl,
    IReadOnlyList<OrganizationAnswer> Organizations,
    IReadOnlyList<string> Identities);

/// <summary>An organization of the caller.</summary>
internal sealed record OrganizationAnswer(string GithubLogin, string Name, string AvatarUrl);

/// <summary>Answer of <c>GET /api/user/organizations/default</c>; the CLI's own spelling has capitals.</summary>
internal sealed record DefaultOrganizationAnswer(
    [property: JsonPropertyName("GitHubLogin")] string GitHubLogin,
    [property: JsonPropertyName("Messages")] IReadOnlyList<string> Messages);

/// <summary>Answer of <c>GET /api/capabilities</c>.</summary>
internal sealed record CapabilitiesAnswer(IReadOnlyList<Capability> Capabilities);
