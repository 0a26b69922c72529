using StackOperator.Core.Stacks;

namespace StackOperator.Core.EnvironmentStacks;

/// <summary>What the database knows about an environment stack.</summary>
public sealed record EnvironmentStackRow
{
    /// <summary>Row id, stable over renames and owners.</summary>
    public required Guid Id { get; init; }

    /// <summary>Present identity.</summary>
    public required EnvironmentStackIdentity Identity { get; init; }

    /// <summary>Id of the project it is in.</summary>
    public required Guid ProjectId { get; init; }

    /// <summary>Name of that project.</summary>
    public required string ProjectName { get; init; }

    /// <summary>What it was created with.</summary>
    public required EnvironmentStackTemplate Template { get; init; }

    /// <summary>The object it belongs to; null = waiting to be adopted.</summary>
    public StackOwner? Owner { get; init; }

    /// <summary>metadata.generation that the row was last written for.</summary>
    public long OwnerGeneration { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>The linked workspaces in order.</summary>
    public IReadOnlyList<EnvironmentRow> Environments { get; init; } = [];

    /// <summary>Whether a claim of the same owner would write nothing.</summary>
    public bool Matches(EnvironmentStackClaim claim) =>
        Identity == claim.Identity
        && OwnerGeneration == claim.Generation
        && Owner == claim.Owner
        && (claim.Project.Id is { } id ? id == ProjectId : claim.Project.NameOrDefault == ProjectName)
        && Template == claim.Template;
}
