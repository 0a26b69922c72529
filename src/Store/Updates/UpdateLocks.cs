using Npgsql;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>
/// Takes the rows of an update in the one order every transaction here keeps: stacks, stack_states, the update's lock in
/// memory, updates. Writers of saves, journal and events hold only the lock in memory (shared).
/// </summary>
internal static class UpdateLocks
{
    private const string LockStack =
        """
        select s.id from updates u join stacks s on s.id = u.stack_id
        where u.id = $1 and ($2::text is null or (s.organization = $2 and s.project = $3 and s.name = $4))
        for key share of s
        """;

    private const string LockState = "select 1 from stack_states where stack_id = $1 for update";

    private const string LockUpdate = "select lock_update($1)";

    private const string ReadUpdate = $"select {UpdateRow.Columns} from updates u join stacks s on s.id = u.stack_id where u.id = $1 for update of u";

    /// <summary>Locks an update to end it, alone; null when it does not exist below the stack.</summary>
    public static async Task<UpdateRow?> LockToEndAsync(NpgsqlConnection connection, UpdateAddress address, CancellationToken cancellationToken)
    {
        var stack = await connection.Command(LockStack, address.UpdateId, address.Stack.Organization, address.Stack.Project, address.Stack.Name)
            .FirstValueAsync<Guid>(cancellationToken);
        return stack is { } id ? await LockAsync(connection, id, address.UpdateId, cancellationToken) : null;
    }

    /// <summary>The same for whoever knows only the id.</summary>
    public static async Task<UpdateRow?> LockToEndAsync(NpgsqlConnection connection, Guid updateId, CancellationToken cancellationToken)
    {
        var stack = await connection.Command(LockStack, updateId, null, null, null).FirstValueAsync<Guid>(cancellationToken);
        return stack is { } id ? await LockAsync(connection, id, updateId, cancellationToken) : null;
    }

    private static async Task<UpdateRow?> LockAsync(NpgsqlConnection connection, Guid stackId, Guid updateId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(LockState, stackId);
        batch.Add(LockUpdate, updateId);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return await connection.Command(ReadUpdate, updateId).FirstAsync(UpdateRow.Map, cancellationToken);
    }
}
