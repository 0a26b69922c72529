using k8s;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Abstractions.Reconciling;

/// <summary>Brings the world to what one resource asks for. Level-triggered: it may run any number of times for one change.</summary>
/// <typeparam name="TEntity">The resource type.</typeparam>
public interface IEntityController<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Reconciles one object. Exceptions count as transient failures and are retried with backoff.</summary>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>Called once per uid after the object has gone; best effort, use finalizers for what must happen.</summary>
    Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken)
        => Task.FromResult(ReconciliationResult<TEntity>.Success(entity));
}
