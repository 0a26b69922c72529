using System.Collections.Concurrent;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Api.Resources;

/// <summary>
/// Lets requests wait for the operator. One watch per process feeds it; a request asks the API server itself only when
/// its time is over, so that a watch that lags does not turn a success into a failure.
/// </summary>
internal sealed class StackWaiter(IKubernetesClient client, TimeProvider time) : IInformerHandler<StackResource>
{
    private readonly ConcurrentDictionary<NamespacedName, List<StackWatch>> _watches = new();

    /// <summary>Begins to listen for an object; call it before the write, so that no answer is missed.</summary>
    public StackWatch Watch(NamespacedName key)
    {
        var watch = new StackWatch(this, key);
        _watches.AddOrUpdate(key, _ => [watch], (_, present) => [.. present, watch]);
        return watch;
    }

    public void Added(StackResource entity, bool initial) => Offer(entity, deleted: false);

    public void Updated(EntityHeader old, StackResource entity) => Offer(entity, deleted: false);

    public void Deleted(StackResource last, bool finalStateUnknown) => Offer(last, deleted: true);

    internal void Remove(StackWatch watch)
    {
        while (_watches.TryGetValue(watch.Key, out var present))
        {
            List<StackWatch> rest = [.. present.Where(other => other != watch)];
            var done = rest.Count == 0
                ? _watches.TryRemove(new KeyValuePair<NamespacedName, List<StackWatch>>(watch.Key, present))
                : _watches.TryUpdate(watch.Key, rest, present);
            if (done)
            {
                return;
            }
        }
    }

    internal async Task<StackVerdict?> AwaitAsync(StackWatch watch, Task<StackVerdict> verdict, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await verdict.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            var current = await client.GetAsync<StackResource>(watch.Key.Name, watch.Key.Namespace, cancellationToken);
            watch.Offer(current, deleted: current is null);
            return verdict.IsCompletedSuccessfully ? await verdict : null;
        }
    }

    private void Offer(StackResource entity, bool deleted)
    {
        if (_watches.TryGetValue(NamespacedName.Of(entity), out var watches))
        {
            foreach (var watch in watches)
            {
                watch.Offer(entity, deleted);
            }
        }
    }
}
