using Npgsql;
using StackOperator.Core.Journal;
using StackOperator.Core.Updates;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>
/// Appends journal batches: one statement, one commit, whatever the journal holds already. Entries that are there are
/// left as they are, so a repeated batch changes nothing.
/// </summary>
public sealed class JournalStore(NpgsqlDataSource database)
{
    private const string Append =
        $"""
        with {WriteLease.Lease}, checked as (
            select lease.*, lease.journal_version = 0 or exists (select from update_saves where update_id = $1) as wrong_mode from lease
        ), stored as (
            insert into journal_entries (update_id, sequence_id, body)
            select $1, e.sequence_id, e.body
            from checked lease cross join unnest($6::bigint[], $7::bytea[]) e (sequence_id, body)
            where {WriteLease.MayWriteState} and not lease.wrong_mode
            on conflict do nothing
        )
        select {WriteLease.Columns}, lease.wrong_mode from checked lease
        """;

    /// <summary>Stores a batch durably, whole or not at all.</summary>
    public async Task<WriteVerdict> AppendAsync(UpdateAddress address, string token, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        var sequences = new long[entries.Count];
        var bodies = new ReadOnlyMemory<byte>[entries.Count];
        for (var i = 0; i < sequences.Length; i++)
        {
            sequences[i] = entries[i].SequenceId;
            bodies[i] = entries[i].Raw;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(WriteLease.Lock, address.UpdateId);
        batch.Add(Append, address.UpdateId, address.Stack.Organization, address.Stack.Project, address.Stack.Name, LeaseToken.Hash(token), sequences, bodies);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return new WriteVerdict(null);
        }

        var verdict = UpdateLifecycle.WriteState(WriteLease.View(reader));
        var wrongMode = verdict == UpdateVerdict.Proceed && reader.GetBoolean(4);
        // The implicit transaction commits after the last result.
        await reader.NextResultAsync(cancellationToken);
        return new WriteVerdict(verdict, WrongMode: wrongMode);
    }
}
