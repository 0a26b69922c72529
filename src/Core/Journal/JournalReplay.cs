using System.Diagnostics.CodeAnalysis;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>
/// Builds the state that a journal describes: start from the state exported at the update's start, add the entries in
/// order of <see cref="JournalEntry.SequenceId"/>, build. Building does not end the replay: more entries may follow. Cost is
/// linear; memory is the base, the states that are still part of the result, and the built text. Not thread-safe.
/// </summary>
public sealed class JournalReplay
{
    // A client rebuilds its base once or twice in an update; each time costs as much as the state is long.
    private const long MaxRebuildCost = 5_000_000;

    private readonly JournalReplayContext _context;
    private readonly NewResources _new = new();
    private readonly BaseChanges _changes = new();
    private readonly SortedDictionary<long, PendingOperation> _open = [];
    private readonly ExtensionMap _extensions = new();
    private ReplayBase _base;
    private bool _isRefreshed;
    private bool _hasByteStrings;
    private long _lastSequenceId;
    private long _rebuildCost;

    private JournalReplay(ReplayBase state, JournalReplayContext context) => (_base, _context) = (state, context);

    /// <summary>Starts a replay over a base state; empty memory means a stack without one.</summary>
    public static bool TryStart(
        ReadOnlyMemory<byte> baseDeployment,
        JournalReplayContext context,
        [NotNullWhen(true)] out JournalReplay? replay,
        [NotNullWhen(false)] out StateRefusal? refusal) =>
        Refusing.Try(
            baseDeployment.IsEmpty ? DeploymentEnvelope.Empty : baseDeployment,
            text => new JournalReplay(ReplayBase.From(DeploymentText.Parse(text)), context),
            out replay,
            out refusal);

    /// <summary>
    /// Adds the next entry; a repeated sequence id is passed over. False when the journal contradicts its base, after which the
    /// replay is of no use.
    /// </summary>
    /// <exception cref="ArgumentException">The entry belongs before one that was added already.</exception>
    public bool TryAdd(JournalEntry entry, [NotNullWhen(false)] out StateRefusal? refusal)
    {
        if (entry.SequenceId < _lastSequenceId)
        {
            throw new ArgumentException($"Entry {entry.SequenceId} comes after entry {_lastSequenceId}: add entries in order.", nameof(entry));
        }

        if (entry.SequenceId == _lastSequenceId)
        {
            refusal = null;
            return true;
        }

        _lastSequenceId = entry.SequenceId;
        return Refusing.Try(() => Add(entry), $"entry {entry.SequenceId}", out refusal);
    }

    /// <summary>Builds the state as of the entries added so far.</summary>
    public bool TryBuild([NotNullWhen(true)] out ReplayedDeployment? deployment, [NotNullWhen(false)] out StateRefusal? refusal)
    {
        ReplayedDeployment? built = null;
        var done = Refusing.Try(
            () =>
            {
                var state = Assemble();
                built = new ReplayedDeployment(StateWriter.Write(state, _context), state.Resources.Count, _new.Ignored);
            },
            "journal",
            out refusal);
        deployment = done ? built : null;
        return done;
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

    private ReplayedState Assemble() =>
        StateAssembler.Assemble(_base, _new.Kept().Concat(_changes.Apply(_base)), _open.Values, _extensions.MergeInto(_base.Extensions), _isRefreshed, _hasByteStrings);

    private void Add(JournalEntry entry)
    {
        _hasByteStrings |= entry.RequiresByteString;
        switch (entry.Kind)
        {
            case JournalEntryKind.Begin:
                Begin(entry);
                break;
            case JournalEntryKind.Success:
                _open.Remove(entry.OperationId);
                Succeed(entry);
                break;
            case JournalEntryKind.Failure:
                _open.Remove(entry.OperationId);
                break;
            case JournalEntryKind.RefreshSuccess:
                _open.Remove(entry.OperationId);
                _isRefreshed = true;
                ReplaceOrDrop(entry);
                break;
            case JournalEntryKind.Outputs:
                if (!entry.State.IsEmpty)
                {
                    ReplaceOrDrop(entry);
                }

                break;
            default:
                ChangeBase(entry);
                break;
        }
    }

    private void Begin(JournalEntry entry)
    {
        if (entry.Operation.IsEmpty)
        {
            _open.Remove(entry.OperationId);
        }
        else
        {
            _open[entry.OperationId] = new PendingOperation(entry.Operation, entry.OperationTraits, entry.IsCreating);
        }
    }

    private void Succeed(JournalEntry entry)
    {
        if (!entry.State.IsEmpty)
        {
            _new.Add(entry.OperationId, entry.State, entry.StateTraits);
        }

        _changes.Mark(_base, entry.RemoveOld, ResourceMarks.Dropped, "removeOld");
        _changes.Mark(_base, entry.DeleteOld, ResourceMarks.Delete, "deleteOld");
        _changes.Mark(_base, entry.PendingReplacementOld, ResourceMarks.PendingReplacement, "pendingReplacementOld");
        _new.Drop(entry.RemoveNew);
        _new.Mark(entry.DeleteNew, ResourceMarks.Delete);
        _new.Mark(entry.PendingReplacementNew, ResourceMarks.PendingReplacement);
        _isRefreshed |= entry.IsRefresh;
    }

    private void ReplaceOrDrop(JournalEntry entry)
    {
        if (entry.State.IsEmpty)
        {
            _changes.Mark(_base, entry.RemoveOld, ResourceMarks.Dropped, "removeOld");
            _new.Drop(entry.RemoveNew);
            return;
        }

        _changes.Replace(_base, entry.RemoveOld, entry.State, entry.StateTraits, "removeOld");
        _new.Replace(entry.RemoveNew, entry.State, entry.StateTraits);
    }

    private void ChangeBase(JournalEntry entry)
    {
        switch (entry.Kind)
        {
            case JournalEntryKind.Write:
                _base = ReplayBase.From(DeploymentText.ParseBare(entry.NewSnapshot, "newSnapshot"));
                break;
            case JournalEntryKind.SecretsManager:
                var provider = SecretsProvider.Read(entry.SecretsProvider);
                _base.SecretsProvider = _base.SecretsProvider?.IsSame(provider) == true ? _base.SecretsProvider : provider;
                break;
            case JournalEntryKind.ExtensionParameterize:
                _extensions.Set(entry.ExtensionRef, entry.Extension);
                break;
            case JournalEntryKind.Snippets:
                _base.Snippets = entry.Snippets;
                break;
            case JournalEntryKind.RebuiltBaseState:
                Rebase();
                break;
        }
    }

    private void Rebase()
    {
        var state = Assemble();
        _rebuildCost += state.Resources.Count + state.PendingOperations.Count + ((state.Snippets.Length + state.Extensions.Length) / 256);
        if (_rebuildCost > MaxRebuildCost)
        {
            throw new StateRefusedException(StateRefusalKind.TooLarge, "kind", "the base is rebuilt too often for its size");
        }

        _base = state.ToBase();
        _changes.Clear();
        _new.Clear();
        _open.Clear();
        _extensions.Clear();
    }
}
