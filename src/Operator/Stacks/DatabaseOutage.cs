using System.Collections.Concurrent;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Remembers which objects the database failed, and since when: short interruptions are nobody's business.</summary>
internal sealed class DatabaseOutage(EntityQueue<StackResource> queue, TimeProvider time)
{
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<NamespacedName, long> _failingSince = [];

    /// <summary>Notes a failure.</summary>
    /// <returns>True when it has persisted long enough to be shown.</returns>
    public bool Failed(NamespacedName key) => time.GetElapsedTime(_failingSince.GetOrAdd(key, time.GetTimestamp())) >= WorthTelling;

    /// <summary>The object went through, or is gone.</summary>
    public void Over(NamespacedName key) => _failingSince.TryRemove(key, out _);

    /// <summary>The database is back: what failed need not wait for its backoff.</summary>
    public void RetryAll()
    {
        foreach (var key in _failingSince.Keys)
        {
            queue(key, TimeSpan.Zero);
        }
    }
}
