using Npgsql;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;

namespace StackOperator.Store.EnvironmentStacks;

/// <summary>Reads environment stacks with their workspaces: one statement, one row for each workspace.</summary>
internal static class EnvironmentStackReader
{
    private const int FirstWorkspaceColumn = 11;

    private const string Select = """
        select e.id, e.organization, e.name, e.project_id, p.name, e.template::text, e.owner_uid, e.owner_namespace, e.owner_name,
               e.owner_generation, e.created_at,
               w.environment_name, w.environment_order, w.id, w.name, w.state_key,
               coalesce((select bool_and(d.auto_promote)
                         from workspace_dependencies d join workspaces t on t.id = d.downstream_id
                         where d.upstream_id = w.id and t.stack_id = e.id), true),
               r.status
        from environment_stacks e
        join projects p on p.id = e.project_id
        left join workspaces w on w.stack_id = e.id
        left join workspace_latest_runs r on r.workspace_id = w.id
        """;

    private const string Order = "order by e.id, w.environment_order";

    /// <summary>Reads the rows that matter for one object; with <paramref name="forUpdate"/> the stacks stay locked until the transaction ends.</summary>
    public static async Task<EnvironmentStackRows> FindAsync(
        NpgsqlConnection connection, string ownerUid, EnvironmentStackIdentity identity, bool forUpdate, CancellationToken cancellationToken)
    {
        const string Where = $"{Select} where e.owner_uid = $1 or (e.organization = $2 and e.name = $3) {Order}";
        await using var command = connection.Command(forUpdate ? $"{Where} for update of e" : Where, ownerUid, identity.Organization, identity.Name);
        var stacks = await ReadAsync(command, cancellationToken);
        return new EnvironmentStackRows(
            stacks.FirstOrDefault(stack => stack.Owner?.Uid == ownerUid), stacks.FirstOrDefault(stack => stack.Owner?.Uid != ownerUid));
    }

    /// <summary>Reads one stack; null when it does not exist.</summary>
    public static async Task<EnvironmentStackRow?> FindAsync(NpgsqlConnection connection, string organization, Guid id, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"{Select} where e.organization = $1 and e.id = $2 {Order}", organization, id);
        return (await ReadAsync(command, cancellationToken)).FirstOrDefault();
    }

    private static async Task<List<EnvironmentStackRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var stacks = new List<EnvironmentStackRow>();
        var environments = new List<EnvironmentRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (stacks.Count == 0 || stacks[^1].Id != reader.GetGuid(0))
            {
                environments = [];
                stacks.Add(ReadStack(reader) with { Environments = environments });
            }

            if (!reader.IsDBNull(FirstWorkspaceColumn))
            {
                environments.Add(ReadEnvironment(reader, FirstWorkspaceColumn));
            }
        }

        return stacks;
    }

    private static EnvironmentStackRow ReadStack(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Identity = new EnvironmentStackIdentity(reader.GetString(1), reader.GetString(2)),
        ProjectId = reader.GetGuid(3),
        ProjectName = reader.GetString(4),
        Template = TemplateJson.Read(reader.GetString(5)),
        Owner = reader.IsDBNull(6) ? null : new StackOwner(reader.GetString(6), reader.GetString(7), reader.GetString(8)),
        OwnerGeneration = reader.GetInt64(9),
        CreatedAt = reader.GetFieldValue<DateTime>(10),
    };

    private static EnvironmentRow ReadEnvironment(NpgsqlDataReader reader, int first) => new(
        reader.GetString(first),
        reader.GetInt32(first + 1),
        reader.GetGuid(first + 2),
        reader.GetString(first + 3),
        reader.GetString(first + 4),
        reader.GetBoolean(first + 5),
        reader.IsDBNull(first + 6) ? null : reader.GetString(first + 6));
}
