using Npgsql;
using StackOperator.Core.Deployments;
using StackOperator.Core.Journal;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>
/// Builds the state that the journal of an update stands for, from its base and all entries stored so far. Entries are read
/// one at a time; in memory stay the base and those texts that are still part of the result.
/// </summary>
internal static class JournalBuilder
{
    private const string ReadBase =
        $"""
        select c.body is not null, {CheckpointRow.Columns}
        from (select where exists (select from journal_entries where update_id = $3)) journal
        left join lateral (select * from checkpoints where stack_id = $1 and version < $2 order by version desc limit 1) c on true
        """;

    private const string ReadEntries = "select body, sequence_id from journal_entries where update_id = $1 order by sequence_id";

    /// <summary>The state; null without a fault when the update has no journal, null with one when it makes no sense.</summary>
    public static async Task<(ReplayedDeployment? State, StateRefusal? Fault)> BuildAsync(
        NpgsqlConnection connection, UpdateRow update, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var start = await connection.Command(ReadBase, update.StackId, update.Version!.Value, update.Id)
            .FirstAsync(static row => new Start(row.GetBoolean(0) ? CheckpointRow.Map(row, 1) : null), cancellationToken);
        if (start is null)
        {
            return (null, null);
        }

        var baseText = start.Base?.For(update.Stack).Unpack() ?? default;
        if (!JournalReplay.TryStart(baseText, new JournalReplayContext(now, update.Client), out var replay, out var fault))
        {
            return (null, fault);
        }

        await using var command = connection.Command(ReadEntries, update.Id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!JournalEntry.TryParse(reader.GetFieldValue<byte[]>(0), JournalEntry.MaxVersion, out var entry, out fault) || !replay.TryAdd(entry, out fault))
            {
                return (null, fault with { Where = $"journal entry {reader.GetInt64(1)}: {fault.Where}" });
            }
        }

        return replay.TryBuild(out var state, out fault) ? (state, null) : (null, fault);
    }

    private sealed record Start(CheckpointRow? Base);
}
