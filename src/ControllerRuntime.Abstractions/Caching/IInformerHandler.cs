using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Abstractions.Caching;

/// <summary>Receives changes in order, off the watch's own thread.</summary>
/// <typeparam name="TEntity">The resource type.</typeparam>
public interface IInformerHandler<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    /// <summary>An object appeared; <paramref name="initial"/> when it is part of the first list.</summary>
    void Added(TEntity entity, bool initial);

    /// <summary>An object changed.</summary>
    void Updated(EntityHeader old, TEntity entity);

    /// <summary>An object went; <paramref name="finalStateUnknown"/> when the deletion itself was not seen.</summary>
    void Deleted(TEntity last, bool finalStateUnknown);
}
