namespace StackOperator.Store.References;

/// <summary>Something that workspaces refer to: a project, or a configuration that belongs to an organization or one of its projects.</summary>
public abstract record ReferenceRow
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; }

    /// <summary>Name, unique in the organization.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The only project that may use it; null = all of the organization.</summary>
    public Guid? ProjectId { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public DateTime CreatedAt { get; init; }
}
