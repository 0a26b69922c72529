using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;

namespace StackOperator.Store.EnvironmentStacks;

/// <summary>Finds the objects whose status must follow a change of workspaces, edges or runs.</summary>
public sealed class EnvironmentStackChanges(NpgsqlDataSource dataSource)
{
    /// <summary>NOTIFY channel; the payload is the id of an environment stack.</summary>
    public const string Channel = "environment_stack";

    /// <summary>
    /// NOTIFY channel for what became free or was made; the payload is <c>organization/name</c> of a workspace,
    /// <c>organization//key</c> of a state, or <c>organization///id</c> of what stacks refer to.
    /// </summary>
    public const string FreedChannel = "workspace_freed";

    // changed_at is taken inside the writer's transaction, which may commit this much later.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>The owners of these stacks; those without an object have none.</summary>
    public async Task<IReadOnlyList<StackOwner>> OwnersAsync(Guid[] stackIds, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(
            "select owner_uid, owner_namespace, owner_name from environment_stacks where id = any($1) and owner_uid is not null", stackIds);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>The owners of all stacks that changed after <paramref name="since"/>, give or take the overlap. Older notes of changes are removed.</summary>
    public async Task<IReadOnlyList<StackOwner>> OwnersChangedSinceAsync(DateTime since, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        List<StackOwner> owners;
        await using (var command = connection.Command(
            """
            select e.owner_uid, e.owner_namespace, e.owner_name
            from environment_stacks e
            where e.owner_uid is not null and e.id in (select stack_id from environment_stack_changes where changed_at >= $1)
            """,
            since - Overlap))
        {
            owners = await ReadAsync(command, cancellationToken);
        }

        await PruneAsync(connection, since, cancellationToken);
        return owners;
    }

    /// <summary>Removes notes of changes that nobody can have missed.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await PruneAsync(connection, await NowAsync(cancellationToken), cancellationToken);
    }

    /// <summary>The database's clock, which stamps changes.</summary>
    public async Task<DateTime> NowAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command("select clock_timestamp()");
        return (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static Task<int> PruneAsync(NpgsqlConnection connection, DateTime seenUpTo, CancellationToken cancellationToken)
        => connection.Command("delete from environment_stack_changes where changed_at < $1", seenUpTo - Kept).RunAsync(cancellationToken);

    private static async Task<List<StackOwner>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var owners = new List<StackOwner>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            owners.Add(new StackOwner(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return owners;
    }
}
