using System.Runtime.InteropServices;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>
/// Resources that the update produced, in order, known by the operation that produced them. An operation that never
/// produced one (it failed, say) may still be referred to: that changes nothing and is remembered in <see cref="Ignored"/>.
/// </summary>
internal sealed class NewResources
{
    private readonly List<ResourceSlot> _slots = [];
    private readonly Dictionary<long, int> _positions = [];
    private readonly HashSet<long> _dropped = [];
    private readonly SortedSet<long> _ignored = [];

    /// <summary>Operation ids that were referred to in vain.</summary>
    public IReadOnlyCollection<long> Ignored => [.. _ignored, .. _dropped.Where(id => !_positions.ContainsKey(id) && !_ignored.Contains(id)).Order()];

    public void Add(long operationId, ReadOnlyMemory<byte> raw, ResourceTraits traits)
    {
        _positions[operationId] = _slots.Count;
        _slots.Add(new ResourceSlot(raw, traits));
    }

    /// <summary>Leaves out the resource of an operation when the state is built.</summary>
    public void Drop(long? operationId)
    {
        if (operationId is { } id)
        {
            _dropped.Add(id);
        }
    }

    public void Mark(long? operationId, ResourceMarks mark)
    {
        if (Find(operationId) is { } position)
        {
            ref var slot = ref CollectionsMarshal.AsSpan(_slots)[position];
            slot = slot with { Marks = slot.Marks | mark };
        }
    }

    /// <summary>Puts another text in the place of a resource; its marks go with the former text.</summary>
    public void Replace(long? operationId, ReadOnlyMemory<byte> raw, ResourceTraits traits)
    {
        if (Find(operationId) is { } position)
        {
            _slots[position] = new ResourceSlot(raw, traits);
        }
    }

    public IEnumerable<ResourceSlot> Kept()
    {
        var dropped = new HashSet<int>();
        foreach (var id in _dropped)
        {
            if (_positions.TryGetValue(id, out var position))
            {
                dropped.Add(position);
            }
        }

        return _slots.Where((_, position) => !dropped.Contains(position));
    }

    public void Clear()
    {
        _ignored.UnionWith(_dropped.Where(id => !_positions.ContainsKey(id)));
        _slots.Clear();
        _positions.Clear();
        _dropped.Clear();
    }

    private int? Find(long? operationId)
    {
        if (operationId is not { } id)
        {
            return null;
        }

        if (_positions.TryGetValue(id, out var position))
        {
            return position;
        }

        _ignored.Add(id);
        return null;
    }
}
