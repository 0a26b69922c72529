namespace StackOperator.Store.Workspaces;

/// <summary>A workspace.</summary>
public sealed record WorkspaceRow
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <summary>Name, unique in the organization.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Its project.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>The stack that made it; null when it stands alone, or the stack was deleted.</summary>
    public Guid? StackId { get; init; }

    /// <summary>Its environment in that stack; stays when the stack goes.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>Its place in that stack, from 0; stays when the stack goes.</summary>
    public int? EnvironmentOrder { get; init; }

    /// <summary>URL of the repository; set together with the branch.</summary>
    public string? SourceRepoUrl { get; init; }

    /// <summary>Branch of the repository.</summary>
    public string? SourceBranch { get; init; }

    /// <summary>Folder in the repository.</summary>
    public string SourceRoot { get; init; } = "/";

    /// <summary>opentofu, terraform, pulumi or crossplane; null = the project's.</summary>
    public string? ToolType { get; init; }

    /// <summary>Version of the tool.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>managed or agent.</summary>
    public string ExecutionTarget { get; init; } = "managed";

    /// <summary>Connection to the host of the repository.</summary>
    public Guid? VcsIntegrationId { get; init; }

    /// <summary>Credentials, in order.</summary>
    public IReadOnlyList<Guid> CredentialConfigIds { get; init; } = [];

    /// <summary>Where the state is; null = the managed store.</summary>
    public Guid? StateBackendConfigId { get; init; }

    /// <summary>Credentials for the place of the state.</summary>
    public Guid? StateBackendCredentialConfigId { get; init; }

    /// <summary>How the state is encrypted.</summary>
    public Guid? StateEncryptionConfigId { get; init; }

    /// <summary>Key of the state.</summary>
    public string StateKey { get; init; } = string.Empty;

    /// <summary>Variable files in order.</summary>
    public IReadOnlyList<string> VarFiles { get; init; } = [];

    /// <summary>Whether a plan is applied without waiting.</summary>
    public bool AutoApply { get; init; }

    /// <summary>Further paths whose changes count.</summary>
    public IReadOnlyList<string> ExtraCheckoutPaths { get; init; } = [];

    /// <summary>Branch that pull requests are matched on; null = the source branch.</summary>
    public string? PrBaseBranch { get; init; }

    /// <summary>Whether plans are written to pull requests.</summary>
    public bool PrCommentsEnabled { get; init; }

    /// <summary>Input of policies, a JSON object.</summary>
    public string AttributesJson { get; init; } = "{}";

    /// <summary>What plans found, a JSON object; null before the first.</summary>
    public string? DetectedAttributesJson { get; init; }

    /// <summary>The tool that will run: its own, or the project's.</summary>
    public string? EffectiveToolType { get; init; }

    /// <summary>Counts changes.</summary>
    public long Revision { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; init; }
}
