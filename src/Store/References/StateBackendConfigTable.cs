using Npgsql;
using StackOperator.Store.Updates;

namespace StackOperator.Store.References;

/// <summary>Places for states. A change moves the states of its workspaces, and is refused where two would meet.</summary>
public sealed class StateBackendConfigTable(NpgsqlDataSource database) : ReferenceTable<StateBackendConfigRow>(database)
{
    /// <inheritdoc/>
    protected override string Table => "state_backend_configs";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Columns { get; } = ["name", "project_id", "backend_type", "bucket", "key_prefix", "region", "endpoint", "credential_config_id"];

    /// <inheritdoc/>
    protected override string Selection => "t.id, t.name, t.project_id, t.created_at, t.backend_type, t.bucket, t.key_prefix, t.region, t.endpoint, t.credential_config_id";

    /// <inheritdoc/>
    protected override StateBackendConfigRow Map(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Name = reader.GetString(1),
        ProjectId = reader.GetValue<Guid>(2),
        CreatedAt = reader.GetDateTime(3),
        BackendType = reader.GetString(4),
        Bucket = reader.Get<string>(5),
        KeyPrefix = reader.GetString(6),
        Region = reader.Get<string>(7),
        Endpoint = reader.Get<string>(8),
        CredentialConfigId = reader.GetValue<Guid>(9),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<object?> Values(StateBackendConfigRow row) =>
        [row.Name, row.ProjectId, row.BackendType, row.Bucket, row.KeyPrefix, row.Region, row.Endpoint, row.CredentialConfigId];
}
