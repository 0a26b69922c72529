using Microsoft.Extensions.Logging;
using Npgsql;
using StackOperator.Core.Deployments;
using StackOperator.Core.Updates;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>
/// Ends a running update: builds the state it leaves, stores it as its version, frees the stack. The caller holds the
/// locks of <see cref="UpdateLocks"/>; all of it happens in the caller's transaction or not at all.
/// </summary>
internal sealed partial class UpdateEnding(TimeProvider time, ILogger<UpdateEnding> logger)
{
    private const string FindSave = "select part_start is null, resource_count from update_saves where update_id = $1";

    private const string ReadSave = $"select {SavedText.Columns} from update_saves where update_id = $1";

    private const string CopySave =
        """
        insert into checkpoints (stack_id, version, project, name, body, gzip, length, resource_count)
        select $2, $3, $4, $5, body, gzip, length, resource_count from update_saves where update_id = $1
        """;

    private const string CopyBase =
        """
        insert into checkpoints (stack_id, version, project, name, body, gzip, length, resource_count)
        select stack_id, $2, project, name, body, gzip, length, resource_count
        from checkpoints where stack_id = $1 and version < $2 order by version desc limit 1
        returning resource_count
        """;

    private const string InsertCheckpoint =
        """
        insert into checkpoints (stack_id, version, project, name, body, gzip, length, resource_count)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string EndUpdate =
        """
        update updates set status = $2, ended_at = clock_timestamp(), resource_count = $3, fault = $4 where id = $1
        """;

    private const string EndStack =
        """
        update stack_states t
        set version = u.version, resource_count = u.resource_count,
            active_update = null, active_update_kind = null, active_update_author = null, active_update_start = null,
            last_update = u.id, last_update_kind = u.kind, last_update_status = u.status, last_update_start = u.started_at,
            last_update_end = u.ended_at, last_update_version = u.version, changed_at = clock_timestamp()
        from updates u where u.id = $1 and t.stack_id = u.stack_id
        """;

    private const string DropWork = "delete from update_saves where update_id = $1";

    private const string DropJournal = "delete from journal_entries where update_id = $1";

    /// <summary>Ends <paramref name="update"/> with a final status; false when its journal gives no state, so that it ended as failed.</summary>
    public async Task<bool> EndAsync(NpgsqlConnection connection, UpdateRow update, UpdateStatus status, CancellationToken cancellationToken)
    {
        if (update.DryRun || update.Version is null)
        {
            await connection.Command(EndUpdate, update.Id, UpdateNames.Of(status), null, null).RunAsync(cancellationToken);
            return true;
        }

        var (count, fault) = await StoreStateAsync(connection, update, update.Version.Value, cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        // A state that could not be built is not a success, whatever the client says; its journal is kept for repair.
        batch.Add(EndUpdate, update.Id, UpdateNames.Of(fault is null ? status : UpdateStatus.Failed), count, fault);
        batch.Add(EndStack, update.Id);
        batch.Add(DropWork, update.Id);
        if (fault is null)
        {
            batch.Add(DropJournal, update.Id);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        return fault is null;
    }

    private async Task<(long Count, string? Fault)> StoreStateAsync(NpgsqlConnection connection, UpdateRow update, long version, CancellationToken cancellationToken)
    {
        var saved = await connection.Command(FindSave, update.Id)
            .FirstAsync(static row => new Saved(row.GetBoolean(0), row.GetInt64(1)), cancellationToken);
        if (saved is not null)
        {
            await KeepSaveAsync(connection, update, version, saved, cancellationToken);
            return (saved.ResourceCount, null);
        }

        var (built, fault) = await JournalBuilder.BuildAsync(connection, update, time.GetUtcNow(), cancellationToken);
        if (fault is not null)
        {
            Log.JournalNotBuilt(logger, update.Id, update.Stack.ToString(), fault.Message);
        }

        if (built is null)
        {
            return (await KeepBaseAsync(connection, update, version, cancellationToken), fault?.Message);
        }

        if (built.IgnoredReferences.Count > 0)
        {
            Log.ReferencesIgnored(logger, update.Id, update.Stack.ToString(), built.IgnoredReferences.Count);
        }

        await InsertAsync(connection, update, version, PackedText.Pack(built.UntypedDeployment), built.ResourceCount, cancellationToken);
        return (built.ResourceCount, null);
    }

    private static async Task<long> KeepBaseAsync(NpgsqlConnection connection, UpdateRow update, long version, CancellationToken cancellationToken)
    {
        var kept = await connection.Command(CopyBase, update.StackId, version).FirstValueAsync<long>(cancellationToken);
        if (kept is { } count)
        {
            return count;
        }

        await InsertAsync(connection, update, version, PackedText.Pack(DeploymentEnvelope.Empty), 0, cancellationToken);
        return 0;
    }

    private static Task InsertAsync(
        NpgsqlConnection connection, UpdateRow update, long version, PackedText text, long resourceCount, CancellationToken cancellationToken) =>
        connection.Command(
            InsertCheckpoint, update.StackId, version, update.Stack.Project, update.Stack.Name, text.Body, text.Gzip, text.Length, resourceCount)
            .RunAsync(cancellationToken);

    private static async Task KeepSaveAsync(NpgsqlConnection connection, UpdateRow update, long version, Saved saved, CancellationToken cancellationToken)
    {
        if (saved.IsWhole)
        {
            await connection.Command(CopySave, update.Id, update.StackId, version, update.Stack.Project, update.Stack.Name).RunAsync(cancellationToken);
            return;
        }

        var text = await connection.Command(ReadSave, update.Id).FirstAsync(SavedText.Map, cancellationToken);
        await InsertAsync(connection, update, version, text!.ToPackedState(), saved.ResourceCount, cancellationToken);
    }

    private sealed record Saved(bool IsWhole, long ResourceCount);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The journal of update {Update} of stack {Stack} does not give a state: {Fault}. The state before it is kept, its entries too.")]
        public static partial void JournalNotBuilt(ILogger logger, Guid update, string stack, string fault);

        [LoggerMessage(2, LogLevel.Warning, "The journal of update {Update} of stack {Stack} names {Count} operations that never made a resource; they were ignored.")]
        public static partial void ReferencesIgnored(ILogger logger, Guid update, string stack, int count);
    }
}
