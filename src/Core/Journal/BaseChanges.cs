using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>What the journal did to positions of the base. Stays when a whole snapshot replaces the base's texts.</summary>
internal sealed class BaseChanges
{
    private readonly Dictionary<int, ResourceSlot> _slots = [];

    /// <summary>Marks a position of a base.</summary>
    public void Mark(ReplayBase state, long? position, ResourceMarks mark, string member)
    {
        if (position is { } at)
        {
            var index = Check(state, at, member);
            var slot = _slots.GetValueOrDefault(index);
            _slots[index] = slot with { Marks = slot.Marks | mark };
        }
    }

    /// <summary>Puts another text at a position of a base.</summary>
    public void Replace(ReplayBase state, long? position, ReadOnlyMemory<byte> raw, ResourceTraits traits, string member)
    {
        if (position is { } at)
        {
            var index = Check(state, at, member);
            _slots[index] = new ResourceSlot(raw, traits, _slots.GetValueOrDefault(index).Marks | ResourceMarks.Replaced);
        }
    }

    public void Clear() => _slots.Clear();

    /// <summary>The base's resources as they are now, without the dropped ones.</summary>
    public IEnumerable<ResourceSlot> Apply(ReplayBase state)
    {
        for (var i = 0; i < state.Resources.Count; i++)
        {
            var original = state.Resources[i];
            if (!_slots.TryGetValue(i, out var change))
            {
                yield return original;
            }
            else if (!change.Marks.HasFlag(ResourceMarks.Dropped))
            {
                yield return change.Marks.HasFlag(ResourceMarks.Replaced)
                    ? change with { Marks = ResourceMarks.None }
                    : original with { Marks = change.Marks };
            }
        }
    }

    private static int Check(ReplayBase state, long position, string member) =>
        position >= 0 && position < state.Resources.Count
            ? (int)position
            : throw new StateRefusedException(
                StateRefusalKind.UnknownPosition,
                member,
                $"position {position} is not in the base deployment of {state.Resources.Count} resources: the journal belongs to another state");
}
