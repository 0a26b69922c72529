using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;

namespace StackOperator.Store.Stacks;

/// <summary>Finds the objects whose status must follow a change of stack_states.</summary>
public sealed class StackOwnerQueries(NpgsqlDataSource dataSource)
{
    /// <summary>NOTIFY channel; the payload is a stack id.</summary>
    public const string Channel = "stack_state";

    // changed_at is taken inside the writer's transaction, which may commit this much later.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>The owners of these stacks; retained and deleted ones have none.</summary>
    public async Task<IReadOnlyList<StackOwner>> OwnersAsync(Guid[] stackIds, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(
            "select owner_uid, owner_namespace, owner_name from stacks where id = any($1) and owner_uid is not null", stackIds);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>The owners of all stacks whose state changed after <paramref name="since"/>, give or take the overlap.</summary>
    public async Task<IReadOnlyList<StackOwner>> OwnersChangedSinceAsync(DateTime since, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(
            """
            select s.owner_uid, s.owner_namespace, s.owner_name
            from stack_states t join stacks s on s.id = t.stack_id
            where t.changed_at >= $1 and s.owner_uid is not null
            """,
            since - Overlap);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>The database's clock, which stamps changed_at.</summary>
    public async Task<DateTime> NowAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command("select clock_timestamp()");
        return (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<IReadOnlyList<StackOwner>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
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
