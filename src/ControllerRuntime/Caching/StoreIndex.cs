using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>One index: value to keys. Guarded by its store's lock.</summary>
internal sealed class StoreIndex
{
    private readonly Dictionary<string, HashSet<NamespacedName>> _keys = new(StringComparer.Ordinal);

    public IReadOnlyCollection<NamespacedName> Find(string value) => _keys.TryGetValue(value, out var keys) ? keys : [];

    public void Add(NamespacedName key, string[] values)
    {
        foreach (var value in values)
        {
            if (!_keys.TryGetValue(value, out var keys))
                _keys[value] = keys = [];
            keys.Add(key);
        }
    }

    public void Remove(NamespacedName key, string[] values)
    {
        foreach (var value in values)
        {
            if (_keys.TryGetValue(value, out var keys) && keys.Remove(key) && keys.Count == 0)
                _keys.Remove(value);
        }
    }
}
