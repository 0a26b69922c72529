namespace StackOperator.Store.Secrets;

/// <summary>What has secret values of its own.</summary>
public enum SecretOwnerKind
{
    /// <summary>Credentials.</summary>
    CredentialConfig,

    /// <summary>A connection to a host of repositories.</summary>
    VcsIntegration,
}
