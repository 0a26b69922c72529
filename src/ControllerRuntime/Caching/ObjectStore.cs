using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>
/// The objects of one kind with their indexes. Every change is announced within the lock, so all listeners hear the same order.
/// Knows resource versions: what was delivered twice or late changes nothing.
/// </summary>
internal sealed class ObjectStore
{
    private const int RememberedDeletes = 4096;
    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, CachedObject> _objects = [];
    private readonly Dictionary<NamespacedName, string> _deletedAt = [];
    private readonly Queue<NamespacedName> _deletes = new();
    private readonly List<StoreIndex> _indexes = [];
    private readonly List<Action<Change>> _listeners = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _objects.Count;
        }
    }

    public int AddIndex()
    {
        lock (_gate)
        {
            _indexes.Add(new());
            return _indexes.Count - 1;
        }
    }

    public CachedObject? Find(NamespacedName key)
    {
        lock (_gate)
            return _objects.GetValueOrDefault(key);
    }

    public CachedObject[] All(string? @namespace)
    {
        lock (_gate)
            return @namespace is null ? [.. _objects.Values] : [.. _objects.Values.Where(o => o.Header.Key.Namespace == @namespace)];
    }

    public CachedObject[] ByIndex(int index, string value)
    {
        lock (_gate)
            return [.. _indexes[index].Find(value).Select(key => _objects[key])];
    }

    /// <summary>Adds a listener, which first hears the present set; <paramref name="joined"/> runs before any later change.</summary>
    public void Listen(Action<Change> listener, Action joined)
    {
        lock (_gate)
        {
            foreach (var present in _objects.Values)
                listener(Change.Added(present, initial: true));
            _listeners.Add(listener);
            joined();
        }
    }

    public void Forget(Action<Change> listener)
    {
        lock (_gate)
            _listeners.Remove(listener);
    }

    /// <summary>Runs an action between two changes.</summary>
    public void Between(Action action)
    {
        lock (_gate)
            action();
    }

    public void Upsert(CachedObject incoming)
    {
        lock (_gate)
        {
            var (key, version) = (incoming.Header.Key, incoming.Header.ResourceVersion);
            if (_objects.TryGetValue(key, out var old))
            {
                if (ResourceVersions.IsNewer(version, old.Header.ResourceVersion))
                    Put(old, incoming, initial: false);
            }
            else if (!_deletedAt.TryGetValue(key, out var deletedAt) || ResourceVersions.IsNewer(version, deletedAt))
            {
                Put(null, incoming, initial: false);
            }
        }
    }

    /// <summary>Removes an object whose deletion was seen.</summary>
    /// <param name="header">Header of the deletion event.</param>
    /// <param name="final">The final state, or null when it could not be read: the last known one stands in.</param>
    public void Delete(EntityHeader header, CachedObject? final)
    {
        lock (_gate)
        {
            RememberDelete(header);
            if (_objects.TryGetValue(header.Key, out var old) && !ResourceVersions.IsNewer(old.Header.ResourceVersion, header.ResourceVersion))
                Remove(old, final is not null && final.Header.Uid == old.Header.Uid ? final : old, finalStateUnknown: false);
        }
    }

    /// <summary>Makes a collected set the current one of a namespace (null: of all) and announces the differences.</summary>
    public void Replace(string? @namespace, Replacement replacement, bool initial)
    {
        lock (_gate)
        {
            // After a restore of the server's storage versions may start lower: what was remembered says nothing any more.
            _deletedAt.Clear();
            _deletes.Clear();
            foreach (var gone in Missing(@namespace, replacement))
                Remove(gone, gone, finalStateUnknown: true);
            foreach (var incoming in replacement.Objects.Values)
            {
                var old = _objects.GetValueOrDefault(incoming.Header.Key);
                if (old is null || old.Header.ResourceVersion != incoming.Header.ResourceVersion || old.Header.Uid != incoming.Header.Uid)
                    Put(old, incoming, initial);
            }
        }
    }

    private List<CachedObject> Missing(string? @namespace, Replacement replacement) =>
    [
        .. _objects.Values.Where(o =>
            (@namespace is null || o.Header.Key.Namespace == @namespace)
            && !replacement.Objects.ContainsKey(o.Header.Key)
            && !replacement.Unreadable.Contains(o.Header.Key)),
    ];

    private void Put(CachedObject? old, CachedObject incoming, bool initial)
    {
        // Another uid under the same name: the deletion in between was not seen.
        if (old is not null && old.Header.Uid != incoming.Header.Uid)
        {
            Remove(old, old, finalStateUnknown: true);
            old = null;
        }

        if (old is not null)
            Unindex(old);
        var key = incoming.Header.Key;
        _objects[key] = incoming;
        for (var i = 0; i < _indexes.Count; i++)
            _indexes[i].Add(key, incoming.IndexValues![i]);
        Announce(old is null ? Change.Added(incoming, initial) : Change.Updated(old, incoming));
    }

    private void Remove(CachedObject stored, CachedObject last, bool finalStateUnknown)
    {
        Unindex(stored);
        _objects.Remove(stored.Header.Key);
        Announce(Change.Deleted(last, finalStateUnknown));
    }

    private void Unindex(CachedObject stored)
    {
        for (var i = 0; i < _indexes.Count; i++)
            _indexes[i].Remove(stored.Header.Key, stored.IndexValues![i]);
    }

    private void RememberDelete(EntityHeader header)
    {
        if (_deletedAt.TryGetValue(header.Key, out var known))
        {
            _deletedAt[header.Key] = ResourceVersions.Latest(known, header.ResourceVersion);
            return;
        }

        if (_deletes.Count == RememberedDeletes)
            _deletedAt.Remove(_deletes.Dequeue());
        _deletes.Enqueue(header.Key);
        _deletedAt[header.Key] = header.ResourceVersion;
    }

    private void Announce(Change change)
    {
        foreach (var listener in _listeners)
            listener(change);
    }
}
