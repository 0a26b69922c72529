namespace StackOperator.Store.References;

/// <summary>A connection to a host of repositories.</summary>
public sealed record VcsIntegrationRow : ReferenceRow
{
    /// <summary>github, gitlab, bitbucket or generic_git.</summary>
    public string Provider { get; init; } = string.Empty;

    /// <summary>Address of a host of one's own; null = the provider's.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Whether it is an installed application, which takes no token.</summary>
    public bool AppBased { get; init; }

    /// <summary>Further settings, a JSON object without secrets.</summary>
    public string SettingsJson { get; init; } = "{}";

    /// <summary>Names of the secret values that are set.</summary>
    public IReadOnlyList<string> SecretNames { get; init; } = [];
}
