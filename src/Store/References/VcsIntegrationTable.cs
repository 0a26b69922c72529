using Npgsql;
using StackOperator.Store.Updates;

namespace StackOperator.Store.References;

/// <summary>Connections to hosts of repositories.</summary>
public sealed class VcsIntegrationTable(NpgsqlDataSource database) : ReferenceTable<VcsIntegrationRow>(database)
{
    /// <inheritdoc/>
    protected override string Table => "vcs_integrations";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Columns { get; } = ["name", "project_id", "provider", "base_url", "app_based", "settings"];

    /// <inheritdoc/>
    protected override string Selection => "t.id, t.name, t.project_id, t.created_at, t.provider, t.base_url, t.app_based, t.settings::text, coalesce(s.names, '{}')";

    /// <inheritdoc/>
    protected override string Joins => "left join vcs_integration_secrets s on s.vcs_integration_id = t.id";

    /// <inheritdoc/>
    protected override VcsIntegrationRow Map(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Name = reader.GetString(1),
        ProjectId = reader.GetValue<Guid>(2),
        CreatedAt = reader.GetDateTime(3),
        Provider = reader.GetString(4),
        BaseUrl = reader.Get<string>(5),
        AppBased = reader.GetBoolean(6),
        SettingsJson = reader.GetString(7),
        SecretNames = reader.GetFieldValue<string[]>(8),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<object?> Values(VcsIntegrationRow row) => [row.Name, row.ProjectId, row.Provider, row.BaseUrl, row.AppBased, Json(row.SettingsJson)];
}
