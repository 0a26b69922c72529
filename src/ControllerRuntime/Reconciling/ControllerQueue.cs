using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.ControllerRuntime.Abstractions.Queueing;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Queueing;

namespace StackOperator.ControllerRuntime.Reconciling;

/// <summary>
/// The queue of one controller and what fills it: changes that matter (generation, deletion, finalizers, annotations), the
/// initial list in the low lane, deletions. It fills on standbys too, so that taking over costs no list.
/// </summary>
internal sealed class ControllerQueue<TEntity> : IInformerHandler<TEntity>, IDisposable
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private readonly ConcurrentDictionary<NamespacedName, List<TEntity>> _deleted = new();
    private readonly ChangeFilter _changes = new();
    private readonly ILeadership _leadership;

    public ControllerQueue(IOptions<OperatorSettings> settings, ILeadership leadership, TimeProvider clock)
    {
        _leadership = leadership;
        Queue = new WorkQueue<NamespacedName>(
            new WorkQueueOptions
            {
                Name = typeof(TEntity).Name.ToLowerInvariant(),
                BackoffMinimum = settings.Value.ErrorBackoffMinimum,
                BackoffMaximum = settings.Value.ErrorBackoffMaximum,
            },
            clock);
    }

    public WorkQueue<NamespacedName> Queue { get; }

    /// <summary>Versions this process wrote and the cache has not shown yet.</summary>
    public OwnVersions Own { get; } = new();

    public void Added(TEntity entity, bool initial)
    {
        _changes.Observe(entity);
        Enqueue(NamespacedName.Of(entity), initial ? Lane.Low : Lane.High);
    }

    public void Updated(EntityHeader old, TEntity entity)
    {
        Own.Seen(NamespacedName.Of(entity), entity.Metadata.ResourceVersion);
        if (_changes.Observe(entity))
        {
            Enqueue(NamespacedName.Of(entity), Lane.High);
        }
    }

    public void Deleted(TEntity last, bool finalStateUnknown)
    {
        var key = NamespacedName.Of(last);
        _changes.Forget(key);
        Own.Forget(key);

        // While another replica leads, it is the one that tells its controllers.
        if (_leadership.IsLeader)
        {
            Remember(key, last);
            Enqueue(key, Lane.High);
        }
    }

    /// <summary>Announces what the runtime itself is about to write, so that its echo causes no reconcile.</summary>
    public void Expect(TEntity entity) => _changes.Expect(entity);

    public void Enqueue(NamespacedName key, Lane lane) => Queue.Add(key, lane);

    /// <summary>Objects of this key that went since the last call, each once.</summary>
    public IReadOnlyList<TEntity> TakeDeleted(NamespacedName key) => _deleted.TryRemove(key, out var gone) ? gone : [];

    public void Dispose() => Queue.Dispose();

    private void Remember(NamespacedName key, TEntity last)
        => _deleted.AddOrUpdate(
            key,
            static (_, entity) => [entity],
            static (_, known, entity) => known.Exists(k => k.Metadata.Uid == entity.Metadata.Uid) ? known : [.. known, entity],
            last);
}
