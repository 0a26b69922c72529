using System.Runtime.CompilerServices;
using Npgsql;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Database;
using StackOperator.Store.EnvironmentStacks;
using StackOperator.Store.Paging;
using StackOperator.Store.Updates;

namespace StackOperator.Store.EnvironmentStackQueries;

/// <summary>Reads of environment stacks for the REST interface. Every read is one statement, so it never shows half of a change.</summary>
public sealed class EnvironmentStackQueries(NpgsqlDataSource database)
{
    /// <summary>Reads one with its environments; null when it does not exist in the organization.</summary>
    public async ValueTask<EnvironmentStackDetails?> FindAsync(string organization, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = """
            select s.id, s.name, s.project_id, s.environment_count, s.created_at,
                   w.id, w.name, w.environment_name, w.environment_order, w.state_key, coalesce(p.automatic, true), r.run_id, r.status
            from environment_stacks s
            left join workspaces w on w.stack_id = s.id
            left join workspace_latest_runs r on r.workspace_id = w.id
            left join lateral (
                select bool_and(d.auto_promote) as automatic
                from workspace_dependencies d join workspaces t on t.id = d.downstream_id
                where d.upstream_id = w.id and t.stack_id = s.id) p on true
            where s.organization = $1 and s.id = $2
            order by w.environment_order
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = organization });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        EnvironmentStackRecord? record = null;
        var members = new List<EnvironmentMember>();
        while (await reader.ReadAsync(cancellationToken))
        {
            record ??= MapRecord(reader);
            if (!reader.IsDBNull(5))
            {
                members.Add(new EnvironmentMember(
                    reader.GetGuid(5), reader.GetString(6), reader.Get<string>(7) ?? string.Empty, reader.GetInt32(8), reader.GetString(9), reader.GetBoolean(10), reader.GetValue<Guid>(11), reader.Get<string>(12)));
            }
        }

        return record is null ? null : new EnvironmentStackDetails(record, members);
    }

    /// <summary>Reads the stacks of an organization, newest first, as they arrive.</summary>
    /// <param name="organization">Organization.</param>
    /// <param name="after">The last one of the page before; null = from the start.</param>
    /// <param name="limit">Most rows; null = all.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async IAsyncEnumerable<EnvironmentStackRecord> ListAsync(string organization, PageKey? after, int? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Two texts: the planner must see that the index gives both the place to start and the order.
        const string First = "select id, name, project_id, environment_count, created_at from environment_stacks where organization = $1 order by created_at desc, id desc limit $2";
        const string Next = """
            select id, name, project_id, environment_count, created_at from environment_stacks
            where organization = $1 and (created_at, id) < ($3, $4) order by created_at desc, id desc limit $2
            """;
        await using var command = database.CreateCommand(after is null ? First : Next);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = organization });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = limit ?? long.MaxValue });
        if (after is { } key)
        {
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = key.CreatedAt });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.Id });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return MapRecord(reader);
        }
    }

    /// <summary>Reads what a write needs to know; null when the stack does not exist in the organization.</summary>
    public async Task<EnvironmentStackOwnership?> FindOwnershipAsync(string organization, Guid id, CancellationToken cancellationToken)
    {
        const string Sql = "select id, name, project_id, environment_count, created_at, owner_uid, owner_namespace, owner_name from environment_stacks where organization = $1 and id = $2";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command(Sql, organization, id)
            .FirstAsync(static row => new EnvironmentStackOwnership(MapRecord(row), row.Get<string>(5), row.Get<string>(6), row.Get<string>(7)), cancellationToken);
    }

    /// <summary>What a stack was created with; null when it does not exist.</summary>
    public async Task<EnvironmentStackTemplate?> FindTemplateAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command("select template::text from environment_stacks where id = $1", id).FirstAsync(static row => TemplateJson.Read(row.GetString(0)), cancellationToken);
    }

    /// <summary>Edges between the environments of a stack.</summary>
    public async Task<IReadOnlyList<EnvironmentEdge>> EdgesAsync(Guid id, CancellationToken cancellationToken)
    {
        const string Sql = """
            select d.upstream_id, d.downstream_id, d.dependency_type, d.auto_promote
            from workspace_dependencies d join workspaces a on a.id = d.upstream_id join workspaces b on b.id = d.downstream_id
            where a.stack_id = $1 and b.stack_id = $1 order by a.environment_order, b.environment_order
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command(Sql, id).ListAsync(static row => new EnvironmentEdge(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetBoolean(3)), cancellationToken);
    }

    private static EnvironmentStackRecord MapRecord(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetInt32(3), row.GetDateTime(4));
}
