using Npgsql;
using StackOperator.Core.Deployments;
using StackOperator.Core.Journal;

namespace StackOperator.Store.Updates;

/// <summary>Builds the state that the journal of an update stands for, from its base and all entries stored so far.</summary>
internal static class JournalBuilder
{
    private const string ReadBase =
        $"""
        select {CheckpointRow.Columns} from checkpoints c where c.stack_id = $1 and c.version < $2 order by c.version desc limit 1
        """;

    private const string ReadEntries = "select body from journal_entries where update_id = $1 order by sequence_id";

    /// <summary>The state; null without a fault when the update has no journal, null with one when it makes no sense.</summary>
    public static async Task<(ReplayedDeployment? State, StateRefusal? Fault)> BuildAsync(
        NpgsqlConnection connection, UpdateRow update, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var bodies = await connection.Command(ReadEntries, update.Id).ListAsync(static row => row.GetFieldValue<byte[]>(0), cancellationToken);
        if (bodies.Count == 0)
        {
            return (null, null);
        }

        var baseRow = await connection.Command(ReadBase, update.StackId, update.Version!.Value).FirstAsync(CheckpointRow.Map, cancellationToken);
        var baseText = baseRow?.For(update.Stack).Unpack() ?? default;
        return Build(baseText, bodies, new JournalReplayContext(now, update.Client));
    }

    private static (ReplayedDeployment? State, StateRefusal? Fault) Build(ReadOnlyMemory<byte> baseText, List<byte[]> bodies, JournalReplayContext context)
    {
        if (!JournalReplay.TryStart(baseText, context, out var replay, out var fault))
        {
            return (null, fault);
        }

        foreach (var body in bodies)
        {
            if (!JournalEntry.TryParse(body, JournalEntry.MaxVersion, out var entry, out fault) || !replay.TryAdd(entry, out fault))
            {
                return (null, fault);
            }
        }

        return replay.TryBuild(out var state, out fault) ? (state, null) : (null, fault);
    }
}
