namespace StackOperator.Store.References;

/// <summary>What workspaces refer to.</summary>
public enum ReferenceKind
{
    /// <summary>A project.</summary>
    Project,

    /// <summary>A connection to a host of repositories.</summary>
    VcsIntegration,

    /// <summary>Credentials.</summary>
    CredentialConfig,

    /// <summary>A place for states.</summary>
    StateBackendConfig,
}
