using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;

namespace StackOperator.Operator.Reconciling;

/// <summary>Queues the objects of a namespace when its list of organizations changes, and only then.</summary>
internal sealed class NamespaceWatch<TEntity>(IServiceProvider provider) : IInformerHandler<V1Namespace>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private readonly ConcurrentDictionary<string, string?> _known = new(StringComparer.Ordinal);

    // Resolved late: the informers are made before each other's handlers.
    private readonly Lazy<(IInformer<TEntity> Objects, EntityQueue<TEntity> Queue)> _target = new(
        () => (provider.GetRequiredService<IInformer<TEntity>>(), provider.GetRequiredService<EntityQueue<TEntity>>()));

    public void Added(V1Namespace entity, bool initial) => Observe(entity);

    public void Updated(EntityHeader old, V1Namespace entity) => Observe(entity);

    public void Deleted(V1Namespace last, bool finalStateUnknown) => _known.TryRemove(last.Metadata.Name, out _);

    private void Observe(V1Namespace entity)
    {
        var name = entity.Metadata.Name;
        var now = NamespaceOrganizations.AnnotationOf(entity);
        var before = _known.GetValueOrDefault(name);
        _known[name] = now;
        if (now == before)
        {
            return;
        }

        var (objects, queue) = _target.Value;
        foreach (var key in objects.Keys(name))
        {
            queue(key, TimeSpan.Zero);
        }
    }
}
