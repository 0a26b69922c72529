namespace StackOperator.Core.EnvironmentStacks;

/// <summary>
/// An environment stack as somebody wrote it, whether as a request or as an object: right types, nothing else checked.
/// Null = absent.
/// </summary>
public sealed record EnvironmentStackDraft
{
    /// <summary>Stack name.</summary>
    public string? Name { get; init; }

    /// <summary>Project by id.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Project by name; only objects can say it.</summary>
    public string? Project { get; init; }

    /// <summary>URL of the repository, in any form.</summary>
    public string? SourceRepoUrl { get; init; }

    /// <summary>Branch of the repository.</summary>
    public string? SourceBranch { get; init; }

    /// <summary>Folder in the repository.</summary>
    public string? SourceRoot { get; init; }

    /// <summary>A UUID.</summary>
    public string? VcsIntegrationId { get; init; }

    /// <summary>A UUID.</summary>
    public string? CredentialConfigId { get; init; }

    /// <summary>A UUID.</summary>
    public string? StateBackendConfigId { get; init; }

    /// <summary>A number or a word, see <see cref="ExecutionTargets.Parse"/>.</summary>
    public string? ExecutionTarget { get; init; }

    /// <summary>The environments.</summary>
    public IReadOnlyList<EnvironmentDraft?>? Environments { get; init; }
}
