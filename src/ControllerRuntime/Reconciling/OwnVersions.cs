using System.Collections.Concurrent;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Caching;

namespace StackOperator.ControllerRuntime.Reconciling;

/// <summary>
/// Remembers, per object, the latest version this process wrote until the cache shows it. A reconcile on an older state
/// would repeat effects that have already happened.
/// </summary>
internal sealed class OwnVersions
{
    private const int LongestShift = 5;
    private const int GiveUpAfter = 40;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<NamespacedName, Pending> _pending = new();

    private readonly ConcurrentDictionary<NamespacedName, string> _ended = new();

    public int Count => _pending.Count;

    public void Wrote(NamespacedName key, string version)
        => _pending.AddOrUpdate(
            key,
            static (_, written) => new Pending(written, 0),
            static (_, known, written) => ResourceVersions.IsNewer(written, known.Version) ? new Pending(written, 0) : known,
            version);

    public void Seen(NamespacedName key, string version)
    {
        if (_pending.TryGetValue(key, out var pending) && !ResourceVersions.IsNewer(pending.Version, version))
        {
            _pending.TryRemove(new KeyValuePair<NamespacedName, Pending>(key, pending));
        }
    }

    /// <summary>Drops what is known of an object that the cache no longer holds.</summary>
    public void Forget(NamespacedName key)
    {
        _pending.TryRemove(key, out _);
        _ended.TryRemove(key, out _);
    }

    /// <summary>Notes that this process let an object go by removing its last finalizer.</summary>
    public void Ended(NamespacedName key, string uid) => _ended[key] = uid;

    public bool HasEnded(NamespacedName key, string uid) => _ended.TryGetValue(key, out var ended) && ended == uid;

    /// <summary>
    /// The version the cache must show before a reconcile; null when it shows all that was written. Ask before the cache is
    /// read: asked afterwards, a write that arrives in between is forgotten although the state that was read lacks it.
    /// </summary>
    public string? Awaited(NamespacedName key) => _pending.TryGetValue(key, out var pending) ? pending.Version : null;

    /// <summary>How long to wait before reading again; null when the cached version is as new as the awaited one.</summary>
    public TimeSpan? WaitFor(NamespacedName key, string? awaited, string cached)
    {
        if (awaited is null || !ResourceVersions.IsNewer(awaited, cached))
        {
            Seen(key, cached);
            return null;
        }

        if (!_pending.TryGetValue(key, out var pending))
        {
            return TimeSpan.Zero;
        }

        // A version that never comes (the server was restored) must not hold the object for ever: 40 waits are about 7 s.
        if (pending.Waits >= GiveUpAfter)
        {
            _pending.TryRemove(key, out _);
            return null;
        }

        _pending.TryUpdate(key, pending with { Waits = pending.Waits + 1 }, pending);
        var wait = ShortestWait * (1 << Math.Min(pending.Waits, LongestShift));
        return wait < LongestWait ? wait : LongestWait;
    }

    private sealed record Pending(string Version, int Waits);
}
