using Npgsql;
using StackOperator.Store.Updates;

namespace StackOperator.Store.References;

/// <summary>Projects. Those that callers make stay when their last stack goes.</summary>
public sealed class ProjectTable(NpgsqlDataSource database) : ReferenceTable<ProjectRow>(database)
{
    /// <inheritdoc/>
    protected override string Table => "projects";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Columns { get; } = ["name", "description", "tool_type", "kept"];

    /// <inheritdoc/>
    protected override string Selection => "t.id, t.name, t.description, t.tool_type, t.created_at";

    /// <inheritdoc/>
    protected override ProjectRow Map(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Name = reader.GetString(1),
        Description = reader.GetString(2),
        ToolType = reader.Get<string>(3),
        CreatedAt = reader.GetDateTime(4),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<object?> Values(ProjectRow row) => [row.Name, row.Description, row.ToolType, true];
}
