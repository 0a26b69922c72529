using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Queueing;

namespace StackOperator.ControllerRuntime.Reconciling;

/// <summary>
/// Queues the objects that a change of another kind concerns. What an object mapped to before its change is queued as well,
/// so that an object which is no longer referred to runs once more. One thread delivers the changes.
/// </summary>
internal sealed class WatchMapping<TOther>(Func<TOther, IEnumerable<NamespacedName>> map, Action<NamespacedName, Lane> enqueue) : IInformerHandler<TOther>
    where TOther : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private readonly Dictionary<NamespacedName, NamespacedName[]> _mapped = [];

    public void Added(TOther entity, bool initial) => Apply(entity, initial ? Lane.Low : Lane.High);

    public void Updated(EntityHeader old, TOther entity) => Apply(entity, Lane.High);

    public void Deleted(TOther last, bool finalStateUnknown)
    {
        var key = NamespacedName.Of(last);
        Queue([.. map(last)], Lane.High);
        if (_mapped.Remove(key, out var before))
        {
            Queue(before, Lane.High);
        }
    }

    private void Apply(TOther entity, Lane lane)
    {
        var key = NamespacedName.Of(entity);
        NamespacedName[] now = [.. map(entity)];
        if (_mapped.Remove(key, out var before))
        {
            Queue(before, lane);
        }

        if (now.Length > 0)
        {
            _mapped[key] = now;
        }

        Queue(now, lane);
    }

    private void Queue(NamespacedName[] keys, Lane lane)
    {
        foreach (var key in keys)
        {
            enqueue(key, lane);
        }
    }
}
