namespace StackOperator.Core.Stacks;

/// <summary>What the database knows about a stack.</summary>
public sealed record StackRow
{
    /// <summary>Row id, stable over renames and owners.</summary>
    public required Guid Id { get; init; }

    /// <summary>Present identity.</summary>
    public required StackIdentity Identity { get; init; }

    /// <summary>The full set of tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The object it belongs to; null = retained, waiting to be adopted.</summary>
    public StackOwner? Owner { get; init; }

    /// <summary>metadata.generation that the row was last written for.</summary>
    public long OwnerGeneration { get; init; }

    /// <summary>Deletion waits for an update; no other may start.</summary>
    public bool DeletionRequested { get; init; }

    /// <summary>What updates made of it.</summary>
    public StackProgress Progress { get; init; } = StackProgress.None;

    /// <summary>Whether a claim of the same owner would write nothing.</summary>
    public bool Matches(StackClaim claim) =>
        !DeletionRequested
        && Identity == claim.Identity
        && OwnerGeneration == claim.Generation
        && Owner == claim.Owner
        && Tags.Count == claim.Tags.Count
        && claim.Tags.All(tag => Tags.TryGetValue(tag.Key, out var value) && value == tag.Value);
}
