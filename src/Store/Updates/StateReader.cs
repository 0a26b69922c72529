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
        select c.body is not null, {CheckpointRow.Columns}
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
        Current? current;
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            current = await connection.Command(ReadCurrent, stack.Organization, stack.Project, stack.Name)
                .FirstAsync(static row => new Current(row.GetValue<Guid>(0), row.GetBoolean(1) ? CheckpointRow.Map(row, 2) : null), cancellationToken);
        }

        return current switch
        {
            null => new ExportedState(false, null),
            { Active: not null } => await database.InTransactionAsync(
                (connection, ct) => ExportRunningAsync(connection, stack, ct), IsolationLevel.RepeatableRead, cancellationToken),
            { Checkpoint: { } checkpoint } => new ExportedState(true, checkpoint.For(stack)),
            _ => new ExportedState(true, s_empty),
        };
    }

    /// <summary>The state at the end of a version.</summary>
    public async Task<ExportedState> ExportAsync(StackIdentity stack, long version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = await connection.Command(ReadVersion, stack.Organization, stack.Project, stack.Name, version)
            .FirstAsync(static row => new Current(null, row.GetBoolean(0) ? CheckpointRow.Map(row, 1) : null), cancellationToken);
        return new ExportedState(found is not null, found?.Checkpoint?.For(stack));
    }

    // One snapshot for all of it: the update may end, and its work go, between two statements.
    private async Task<ExportedState> ExportRunningAsync(NpgsqlConnection connection, StackIdentity stack, CancellationToken cancellationToken)
    {
        var update = await connection.Command(ReadActive, stack.Organization, stack.Project, stack.Name).FirstAsync(UpdateRow.Map, cancellationToken);
        if (update is null)
        {
            var current = await connection.Command(ReadCurrent, stack.Organization, stack.Project, stack.Name)
                .FirstAsync(static row => new Current(null, row.GetBoolean(1) ? CheckpointRow.Map(row, 2) : null), cancellationToken);
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

    private sealed record Current(Guid? Active, CheckpointRow? Checkpoint);
}
