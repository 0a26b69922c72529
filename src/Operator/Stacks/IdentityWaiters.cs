using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Finds the objects that want an identity, to wake them when it becomes free.</summary>
internal sealed class IdentityWaiters(IInformer<StackResource> stacks, EntityQueue<StackResource> queue)
{
    /// <summary>Name of the informer's index on the identity.</summary>
    public const string Index = "identity";

    /// <summary>Keys of the index for one object.</summary>
    public static IEnumerable<string> KeysOf(StackResource entity) => [StackClaims.IdentityOf(entity).ToString()];

    /// <summary>
    /// Wakes all that want the identity except its former holder. One that is being looked at in this moment, and saw the
    /// old holder, runs once more: the queue keeps the mark.
    /// </summary>
    public void Wake(StackIdentity identity, string exceptUid)
    {
        foreach (var waiter in stacks.ByIndex(Index, identity.ToString()))
        {
            if (waiter.Metadata.Uid != exceptUid)
            {
                queue(NamespacedName.Of(waiter), TimeSpan.Zero);
            }
        }
    }
}
