using Npgsql;

namespace StackOperator.Store.Database;

/// <summary>Commands with positional parameters (<c>$1</c>, <c>$2</c>, …); null becomes SQL null, finished parameters stay as they are.</summary>
public static class CommandExtensions
{
#pragma warning disable CA2100 // The text comes from constants at the call sites; values only travel as parameters.
    /// <summary>Makes a command.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        Fill(command.Parameters, values);
        return command;
    }

    /// <summary>Adds a statement to a batch: all of it travels in one round trip, and what fails ends it.</summary>
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        Fill(command.Parameters, values);
        batch.BatchCommands.Add(command);
        return command;
    }
#pragma warning restore CA2100

    /// <summary>Runs a command of <see cref="Command"/> and disposes it; the number of rows it changed.</summary>
    public static async Task<int> RunAsync(this NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    // A parameter that needs more than its value, such as a type, comes ready made.
    private static void Fill(NpgsqlParameterCollection parameters, ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
        {
            parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }
    }
}
