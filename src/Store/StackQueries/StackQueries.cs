using Npgsql;
using StackOperator.Core.Stacks;

namespace StackOperator.Store.StackQueries;

/// <summary>Reads of stacks for the REST facade. Names must have passed the name rules: PostgreSQL refuses some characters.</summary>
public sealed class StackQueries(NpgsqlDataSource database)
{
    /// <summary>Reads one stack; null when it does not exist.</summary>
    public async ValueTask<StackDetails?> FindAsync(StackIdentity identity, CancellationToken cancellationToken)
    {
        const string Sql = """
            select s.tags::text, t.version, t.active_update, t.active_update_kind, t.active_update_author, t.active_update_start
            from stacks s left join stack_states t on t.stack_id = s.id
            where s.organization = $1 and s.project = $2 and s.name = $3
            """;
        await using var command = database.CreateCommand(Sql);
        AddIdentity(command.Parameters, identity);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ReadRow(reader) : null;
    }

    /// <summary>Whether a project has a row.</summary>
    public async ValueTask<bool> ProjectExistsAsync(string organization, string project, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select from projects where organization = $1 and name = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = organization });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = project });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    /// <summary>Whether a stack has a row.</summary>
    public async ValueTask<bool> ExistsAsync(StackIdentity identity, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select from stacks where organization = $1 and project = $2 and name = $3");
        AddIdentity(command.Parameters, identity);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    /// <summary>Reads what a write needs to know; null when the stack does not exist.</summary>
    public async ValueTask<StackOwnership?> FindOwnershipAsync(StackIdentity identity, CancellationToken cancellationToken)
    {
        const string Sql = """
            select s.id, s.owner_uid, s.owner_namespace, s.owner_name, coalesce(t.resource_count, 0), t.active_update, s.tags::text
            from stacks s left join stack_states t on t.stack_id = s.id
            where s.organization = $1 and s.project = $2 and s.name = $3
            """;
        await using var command = database.CreateCommand(Sql);
        AddIdentity(command.Parameters, identity);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new StackOwnership(reader.GetGuid(0), Text(reader, 1), Text(reader, 2), Text(reader, 3), reader.GetInt64(4), Id(reader, 5), reader.GetString(6))
            : null;
    }

    private static StackDetails ReadRow(NpgsqlDataReader reader)
    {
        var active = Id(reader, 2);
        return new StackDetails(
            reader.GetFieldValue<byte[]>(0),
            reader.IsDBNull(1) ? 0 : reader.GetInt64(1),
            active,
            active is null ? null : Text(reader, 3),
            active is null ? null : Text(reader, 4),
            active is null || reader.IsDBNull(5) ? null : reader.GetDateTime(5));
    }

    private static void AddIdentity(NpgsqlParameterCollection parameters, StackIdentity identity)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = identity.Organization });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = identity.Project });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = identity.Name });
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static Guid? Id(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);
}
