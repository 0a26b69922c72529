using Npgsql;
using StackOperator.Store.Updates;

namespace StackOperator.Store.References;

/// <summary>Credentials, without their secret values.</summary>
public sealed class CredentialConfigTable(NpgsqlDataSource database) : ReferenceTable<CredentialConfigRow>(database)
{
    /// <inheritdoc/>
    protected override string Table => "credential_configs";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Columns { get; } = ["name", "project_id", "type", "settings"];

    /// <inheritdoc/>
    protected override string Selection => "t.id, t.name, t.project_id, t.created_at, t.type, t.settings::text, coalesce(s.names, '{}')";

    /// <inheritdoc/>
    protected override string Joins => "left join credential_config_secrets s on s.credential_config_id = t.id";

    /// <inheritdoc/>
    // A list of ids has no foreign key.
    protected override string DeleteGuard => "and not exists (select from workspaces w where w.credential_config_ids @> array[t.id])";

    /// <inheritdoc/>
    protected override CredentialConfigRow Map(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Name = reader.GetString(1),
        ProjectId = reader.GetValue<Guid>(2),
        CreatedAt = reader.GetDateTime(3),
        Type = reader.GetString(4),
        SettingsJson = reader.GetString(5),
        SecretNames = reader.GetFieldValue<string[]>(6),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<object?> Values(CredentialConfigRow row) => [row.Name, row.ProjectId, row.Type, Json(row.SettingsJson)];
}
