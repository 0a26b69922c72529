using Npgsql;
using StackOperator.Core.Journal;
using StackOperator.Core.Updates;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>
/// Appends journal batches: one statement each, whatever the journal holds already. Entries that are there are left as they
/// are, so a repeated batch changes nothing. Batches of several updates that arrive together share a round trip and a commit.
/// </summary>
public sealed class JournalStore
{
    private const string Checked =
        $"""
        with {WriteLease.Lease}, checked as (
            select lease.*, lease.journal_version = 0 or exists (select from update_saves where update_id = $1) as wrong_mode from lease
        ), stored as (
            insert into journal_entries (update_id, sequence_id, body)
            select $1, e.sequence_id, e.body
            from checked lease cross join unnest($6::bigint[], $7::bytea[]) e (sequence_id, body)
            where {WriteLease.MayWriteState} and not lease.wrong_mode
        """;

    private const string Append =
        $"""
        {Checked}
            on conflict do nothing
        )
        select {WriteLease.Columns}, lease.wrong_mode from checked lease
        """;

    private const string AppendTogether =
        $"""
        {Checked} and {WriteLease.HasLock}
            on conflict do nothing
        )
        select {WriteLease.Columns}, lease.wrong_mode, {WriteLease.HasLock} from checked lease
        """;

    // Of larger ones each is worth a commit of its own.
    private const long LargestGrouped = 32 * 1024;

    private readonly NpgsqlDataSource _database;
    private readonly GroupedWork<JournalAppend> _appends;

    /// <summary>Writes to a database.</summary>
    public JournalStore(NpgsqlDataSource database)
    {
        _database = database;
        _appends = new GroupedWork<JournalAppend>(StoreAsync);
    }

    /// <summary>Stores a batch durably, whole or not at all.</summary>
    /// <param name="address">The update.</param>
    /// <param name="token">Its lease token.</param>
    /// <param name="entries">The entries; their memory is in use until the call returns.</param>
    /// <param name="cancellationToken">Gives up before the call has begun; once begun it is finished.</param>
    public Task<WriteVerdict> AppendAsync(UpdateAddress address, string token, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var append = JournalAppend.Of(address, token, entries);
        if (append.Bytes <= LargestGrouped)
        {
            return _appends.RunAsync(append);
        }

        var alone = new GroupedItem<JournalAppend>(append);
        _ = StoreAloneAsync(alone);
        return alone.Done.Task;
    }

    private async Task StoreAsync(IReadOnlyList<GroupedItem<JournalAppend>> items)
    {
        foreach (var item in await StoreTogetherAsync(items))
        {
            // It may wait for the end of its update; the others need not wait for it.
            _ = StoreAloneAsync(item);
        }
    }

    // Gives those that have to be stored alone.
    private async Task<IReadOnlyList<GroupedItem<JournalAppend>>> StoreTogetherAsync(IReadOnlyList<GroupedItem<JournalAppend>> items)
    {
        var verdicts = new List<WriteVerdict?>(items.Count);
        try
        {
            await using var connection = await _database.OpenConnectionAsync(CancellationToken.None);
            await using var batch = new NpgsqlBatch(connection);
            foreach (var item in items)
            {
                batch.Add(WriteLease.TryLock, item.Input.Address.UpdateId);
                item.Input.AddTo(batch, AppendTogether);
            }

            // The implicit transaction commits after the last result.
            await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
            do
            {
                await reader.NextResultAsync(CancellationToken.None);
                verdicts.Add(!await reader.ReadAsync(CancellationToken.None) ? new WriteVerdict(null) : reader.GetBoolean(5) ? Verdict(reader) : null);
            }
            while (await reader.NextResultAsync(CancellationToken.None));
        }
        catch (Exception)
        {
            // What went wrong with one must not be answered to all; what was committed nevertheless is a repetition.
            return items;
        }

        for (var i = 0; i < items.Count; i++)
        {
            if (verdicts[i] is { } verdict)
            {
                items[i].Done.SetResult(verdict);
            }
        }

        return [.. items.Where((_, i) => verdicts[i] is null)];
    }

    private async Task StoreAloneAsync(GroupedItem<JournalAppend> item)
    {
        try
        {
            await using var connection = await _database.OpenConnectionAsync(CancellationToken.None);
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(WriteLease.Lock, item.Input.Address.UpdateId);
            item.Input.AddTo(batch, Append);
            await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
            await reader.NextResultAsync(CancellationToken.None);
            var verdict = await reader.ReadAsync(CancellationToken.None) ? Verdict(reader) : new WriteVerdict(null);
            await reader.NextResultAsync(CancellationToken.None);
            item.Done.SetResult(verdict);
        }
        catch (Exception e)
        {
            item.Done.SetException(e);
        }
    }

    private static WriteVerdict Verdict(NpgsqlDataReader reader)
    {
        var verdict = UpdateLifecycle.WriteState(WriteLease.View(reader));
        return new WriteVerdict(verdict, WrongMode: verdict == UpdateVerdict.Proceed && reader.GetBoolean(4));
    }
}
