using Npgsql;

namespace StackOperator.Store.StackQueries;

/// <summary>Keeps updates from starting while a rename or delete of their stack is decided.</summary>
public sealed class StackHolds(NpgsqlDataSource database)
{
    /// <summary>Holds a stack for a while; false when an update runs.</summary>
    /// <remarks>A hold of an earlier attempt is prolonged, so that a retry after a crash does not wait for its end.</remarks>
    public async Task<bool> TryHoldAsync(Guid stackId, TimeSpan duration, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into stack_states (stack_id, hold_until) values ($1, clock_timestamp() + $2)
            on conflict (stack_id) do update set hold_until = excluded.hold_until
            where stack_states.active_update is null
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stackId });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = duration });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Lets updates start again; harmless when the stack is gone.</summary>
    public async Task ReleaseAsync(Guid stackId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("update stack_states set hold_until = null where stack_id = $1 and hold_until is not null");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stackId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
