using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;

namespace StackOperator.Operator.Reconciling;

/// <summary>Finds the objects that want something only one can have, such as an identity, to wake them when it becomes free.</summary>
internal sealed class Waiters<TEntity>(IInformer<TEntity> objects, EntityQueue<TEntity> queue)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    /// <summary>Name of the informer's index on what objects want.</summary>
    public const string Index = "wants";

    /// <summary>
    /// Wakes all that want a thing except its former holder. One that is being looked at in this moment, and saw the old
    /// holder, runs once more: the queue keeps the mark.
    /// </summary>
    public void Wake(string wanted, string? exceptUid = null)
    {
        foreach (var waiter in objects.ByIndex(Index, wanted))
        {
            if (waiter.Metadata.Uid != exceptUid)
            {
                queue(NamespacedName.Of(waiter), TimeSpan.Zero);
            }
        }
    }

    /// <summary>Wakes all objects of which something is true; for when nobody knows what became free.</summary>
    public void WakeAll(Func<TEntity, bool> isTrue)
    {
        foreach (var waiter in objects.List().Where(isTrue))
        {
            queue(NamespacedName.Of(waiter), TimeSpan.Zero);
        }
    }
}
