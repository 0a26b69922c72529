namespace StackOperator.Core.EnvironmentStacks;

/// <summary>The part of an environment stack that never changes: its environments, and what their workspaces start with.</summary>
public sealed record EnvironmentStackTemplate
{
    /// <summary>The environments in order; at least one.</summary>
    public required IReadOnlyList<EnvironmentTemplate> Environments { get; init; }

    /// <summary>Normalised URL of the repository, see <see cref="SourceRepositoryUrl"/>; set together with <see cref="SourceBranch"/>.</summary>
    public string? SourceRepoUrl { get; init; }

    /// <summary>Branch of the repository.</summary>
    public string? SourceBranch { get; init; }

    /// <summary>Folder in the repository, with a leading slash.</summary>
    public string SourceRoot { get; init; } = "/";

    /// <summary>VCS integration of every workspace.</summary>
    public Guid? VcsIntegrationId { get; init; }

    /// <summary>Credentials of every workspace.</summary>
    public Guid? CredentialConfigId { get; init; }

    /// <summary>Where the states are; null = the managed store.</summary>
    public Guid? StateBackendConfigId { get; init; }

    /// <summary>Where runs of every workspace start out.</summary>
    public ExecutionTarget ExecutionTarget { get; init; }

    /// <inheritdoc/>
    public bool Equals(EnvironmentStackTemplate? other) => other is not null && FirstDifference(other) is null;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Environments.Count, SourceRepoUrl, SourceBranch, SourceRoot);

    /// <summary>The first field (in the words of the REST interface) that differs from another template; null when they are equal.</summary>
    public string? FirstDifference(EnvironmentStackTemplate other) => (this, other) switch
    {
        _ when !Environments.SequenceEqual(other.Environments) => "environments",
        _ when SourceRepoUrl != other.SourceRepoUrl => "source_repo_url",
        _ when SourceBranch != other.SourceBranch => "source_branch",
        _ when SourceRoot != other.SourceRoot => "source_root",
        _ when VcsIntegrationId != other.VcsIntegrationId => "vcs_integration_id",
        _ when CredentialConfigId != other.CredentialConfigId => "credential_config_id",
        _ when StateBackendConfigId != other.StateBackendConfigId => "state_backend_config_id",
        _ when ExecutionTarget != other.ExecutionTarget => "execution_target",
        _ => null,
    };
}
