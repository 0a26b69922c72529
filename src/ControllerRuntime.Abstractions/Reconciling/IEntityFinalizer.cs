using k8s;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Abstractions.Reconciling;

/// <summary>Cleans up before an object under deletion may go. The runtime removes the finalizer after success.</summary>
/// <typeparam name="TEntity">The resource type.</typeparam>
public interface IEntityFinalizer<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Runs the clean-up; a result that asks to be requeued, or a failure, keeps the finalizer.</summary>
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
