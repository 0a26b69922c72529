namespace StackOperator.Store.References;

/// <summary>Credentials for a cloud or for anything else; the secret values are apart.</summary>
public sealed record CredentialConfigRow : ReferenceRow
{
    /// <summary>aws_static, aws_assume_role, aws_oidc, gcp_service_account, cloudflare_api_token or generic_env.</summary>
    public string Type { get; init; } = string.Empty;

    /// <summary>Settings, a JSON object without secrets.</summary>
    public string SettingsJson { get; init; } = "{}";

    /// <summary>Names of the secret values that are set.</summary>
    public IReadOnlyList<string> SecretNames { get; init; } = [];
}
