using System.Data;
using Npgsql;
using StackOperator.Core.Deployments;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>Reads states: the present one, that of a running update, that of any version.</summary>
public sealed class StateReader(NpgsqlDataSource database, TimeProvider time)
{
    private const string ReadCurrent =
        $"""
        select t.active_update, c.body is not null, {CheckpointRow.Columns}
        from stacks s
        left join stack_states t on t.stack_id = s.id
        left join lateral (select * from checkpoints where stack_id = s.id order by version desc limit 1) c on t.active_update is null
        where s.organization = $1 and s.project = $2 and s.name = $3
        """;

    private const string ReadVersion =
        $"""
        select null::uuid, c.body is not null, {CheckpointRow.Columns}
        from stacks s left join checkpoints c on c.stack_id = s.id and c.version = $4
        where s.organization = $1 and s.project = $2 and s.name = $3
        """;

    private const string ReadActive =
        $"""
        select {UpdateRow.Columns} from stacks s join stack_states t on t.stack_id = s.id join updates u on u.id = t.active_update
        where s.organization = $1 and s.project = $2 and s.name = $3
        """;

    private const string ReadSave = $"select {SavedText.Columns} from update_saves where update_id = $1";

    private const string ReadBase =
        $"select {CheckpointRow.Columns} from checkpoints c where c.stack_id = $1 and c.version < $2 order by c.version desc limit 1";

    private static readonly PackedText s_empty = new(DeploymentEnvelope.Empty, false, DeploymentEnvelope.Empty.Length);

    /// <summary>The present state: while an update runs, what it has saved so far.</summary>
    public async Task<ExportedState> ExportAsync(StackIdentity stack, CancellationToken cancellationToken)
    {
        var (exists, isRunning, stored) = await ReadStoredAsync(ReadCurrent, [stack.Organization, stack.Project, stack.Name], cancellationToken);
        return isRunning
            ? await database.InTransactionAsync((connection, ct) => ExportRunningAsync(connection, stack, ct), IsolationLevel.RepeatableRead, cancellationToken)
            : stored is null ? new ExportedState(exists, exists ? s_empty : null) : Named(stored, stack);
    }

    /// <summary>The state at the end of a version.</summary>
    public async Task<ExportedState> ExportAsync(StackIdentity stack, long version, CancellationToken cancellationToken)
    {
        var (exists, _, stored) = await ReadStoredAsync(ReadVersion, [stack.Organization, stack.Project, stack.Name, version], cancellationToken);
        return stored is null ? new ExportedState(exists, null) : Named(stored, stack);
    }

    // The body goes from the connection into rented memory: a fresh array of its size for each export would be most of the work.
    private async Task<(bool Exists, bool IsRunning, RentedCheckpoint? Stored)> ReadStoredAsync(string sql, object?[] values, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = connection.Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess | CommandBehavior.SingleRow, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return (false, false, null);
        }

        var isRunning = !reader.IsDBNull(0);
        return (true, isRunning, !isRunning && reader.GetBoolean(1) ? await CheckpointRow.RentAsync(reader, 2, cancellationToken) : null);
    }

    // A renamed text is another one: then the memory of the stored one goes back at once.
    private static ExportedState Named(RentedCheckpoint stored, StackIdentity stack)
    {
        var text = stored.Row.For(stack);
        if (text == stored.Row.Text)
        {
            return new ExportedState(true, text, stored.Memory);
        }

        stored.Memory.Dispose();
        return new ExportedState(true, text);
    }

    // One snapshot for all of it: the update may end, and its work go, between two statements.
    private async Task<ExportedState> ExportRunningAsync(NpgsqlConnection connection, StackIdentity stack, CancellationToken cancellationToken)
    {
        var update = await connection.Command(ReadActive, stack.Organization, stack.Project, stack.Name).FirstAsync(UpdateRow.Map, cancellationToken);
        if (update is null)
        {
            var current = await connection.Command(ReadCurrent, stack.Organization, stack.Project, stack.Name)
                .FirstAsync(static row => new Current(row.GetBoolean(1) ? CheckpointRow.Map(row, 2) : null), cancellationToken);
            return new ExportedState(current is not null, current is null ? null : current.Checkpoint?.For(stack) ?? s_empty);
        }

        var saved = await connection.Command(ReadSave, update.Id)
            .FirstAsync(SavedText.Map, cancellationToken);
        if (saved is not null)
        {
            return new ExportedState(true, saved.ToPackedState());
        }

        // A journal that makes no sense gives the base, as ending the update would.
        var (built, _) = await JournalBuilder.BuildAsync(connection, update, time.GetUtcNow(), cancellationToken);
        if (built is not null)
        {
            return new ExportedState(true, new PackedText(built.UntypedDeployment, false, built.UntypedDeployment.Length));
        }

        var baseRow = await connection.Command(ReadBase, update.StackId, update.Version!.Value).FirstAsync(CheckpointRow.Map, cancellationToken);
        return new ExportedState(true, baseRow?.For(stack) ?? s_empty);
    }

    private sealed record Current(CheckpointRow? Checkpoint);
}
