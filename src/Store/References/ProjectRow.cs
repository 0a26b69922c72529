namespace StackOperator.Store.References;

/// <summary>A project.</summary>
public sealed record ProjectRow : ReferenceRow
{
    /// <summary>For people.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Tool of workspaces that name none.</summary>
    public string? ToolType { get; init; }
}
