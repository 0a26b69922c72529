using Npgsql;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Database;
using StackOperator.Store.Updates;

namespace StackOperator.Store.Workspaces;

/// <summary>
/// Edges between workspaces. Looking for a cycle and inserting is one critical section of an organization, so of two edges
/// that would close a cycle together one is refused.
/// </summary>
public sealed class DependencyStore(NpgsqlDataSource database)
{
    private const string Selection = """
        select d.downstream_id, a.name, d.upstream_id, b.name, d.dependency_type, d.auto_promote, d.created_at
        from workspace_dependencies d join workspaces a on a.id = d.downstream_id join workspaces b on b.id = d.upstream_id
        where d.organization = $1 and
        """;

    /// <summary>What a workspace depends on, by name; null when it does not exist.</summary>
    public Task<IReadOnlyList<DependencyRow>?> UpstreamsAsync(string organization, Guid workspace, CancellationToken cancellationToken) => ListAsync("d.downstream_id = $2 order by b.name", organization, workspace, cancellationToken);

    /// <summary>What depends on a workspace, by name; null when it does not exist.</summary>
    public Task<IReadOnlyList<DependencyRow>?> DownstreamsAsync(string organization, Guid workspace, CancellationToken cancellationToken) => ListAsync("d.upstream_id = $2 order by a.name", organization, workspace, cancellationToken);

    /// <summary>Inserts an edge, or changes the one that is there. Null when the downstream workspace does not exist in the organization.</summary>
    public Task<DependencyWrite?> WriteAsync(string organization, Guid downstream, Guid upstream, string type, bool autoPromote, CancellationToken cancellationToken) => database.InTransactionAsync(
        async (connection, token) =>
        {
            await connection.Command("select pg_advisory_xact_lock(hashtextextended('dependencies ' || $1, 0))", organization).RunAsync(token);
            // Held, so that neither goes before the edge is there.
            var present = await connection.Command("select id from workspaces where organization = $1 and id = any($2) order by id for key share", organization, (Guid[])[downstream, upstream])
                .ListAsync(static row => row.GetGuid(0), token);
            if (!present.Contains(downstream))
            {
                return null;
            }

            if (!present.Contains(upstream))
            {
                return new DependencyWrite(null, UpstreamIsUnknown: true);
            }

            if (await FindCycleAsync(connection, downstream, upstream, token) is { } cycle)
            {
                return new DependencyWrite(null, Cycle: cycle);
            }

            const string Sql = """
                insert into workspace_dependencies (organization, downstream_id, upstream_id, dependency_type, auto_promote) values ($1, $2, $3, $4, $5)
                on conflict (downstream_id, upstream_id) do update set dependency_type = excluded.dependency_type, auto_promote = excluded.auto_promote
                returning xmax = 0
                """;
            var inserted = await connection.Command(Sql, organization, downstream, upstream, type, autoPromote).FirstValueAsync<bool>(token);
            var edge = await connection.Command($"{Selection} d.downstream_id = $2 and d.upstream_id = $3", organization, downstream, upstream).FirstAsync(Map, token);
            return new DependencyWrite(edge, inserted ?? false);
        },
        cancellationToken: cancellationToken);

    /// <summary>Removes an edge; false when there is none.</summary>
    public async Task<bool> DeleteAsync(string organization, Guid downstream, Guid upstream, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command("delete from workspace_dependencies where organization = $1 and downstream_id = $2 and upstream_id = $3", organization, downstream, upstream).RunAsync(cancellationToken) == 1;
    }

    private async Task<IReadOnlyList<DependencyRow>?> ListAsync(string condition, string organization, Guid workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.Command($"{Selection} {condition}", organization, workspace).ListAsync(Map, cancellationToken);
        return rows.Count > 0 || await connection.Command("select id from workspaces where organization = $1 and id = $2", organization, workspace).FirstValueAsync<Guid>(cancellationToken) is not null ? rows : null;
    }

    private static async Task<IReadOnlyList<string>?> FindCycleAsync(NpgsqlConnection connection, Guid downstream, Guid upstream, CancellationToken cancellationToken)
    {
        const string Sql = """
            with recursive above(id) as (
                select $1::uuid union select d.upstream_id from above join workspace_dependencies d on d.downstream_id = above.id)
            select d.downstream_id, d.upstream_id from above join workspace_dependencies d on d.downstream_id = above.id
            """;
        var edges = await connection.Command(Sql, upstream).ListAsync(static row => (Downstream: row.GetGuid(0), Upstream: row.GetGuid(1)), cancellationToken);
        var upstreams = edges.GroupBy(static edge => edge.Downstream).ToDictionary(static group => group.Key, static group => (IReadOnlyList<Guid>)[.. group.Select(static edge => edge.Upstream)]);
        if (PromotionGraph.CycleClosedBy(downstream, upstream, upstreams) is not { } cycle)
        {
            return null;
        }

        var names = await connection.Command("select id, name from workspaces where id = any($1)", cycle.Distinct().ToArray()).ListAsync(static row => KeyValuePair.Create(row.GetGuid(0), row.GetString(1)), cancellationToken);
        var byId = names.ToDictionary();
        return [.. cycle.Select(id => byId.GetValueOrDefault(id, id.ToString()))];
    }

    private static DependencyRow Map(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetBoolean(5), row.GetDateTime(6));
}
