using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.Api.Resources;

/// <summary>
/// Lets requests wait for the operator. One watch per process feeds it; a request asks the API server itself only when
/// its time is over, so that a watch that lags does not turn a success into a failure.
/// </summary>
internal sealed class ObjectWaiter<T>(IKubernetesClient client, IVerdictReader<T> verdicts, TimeProvider time) : IInformerHandler<T>
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    internal IVerdictReader<T> Verdicts => verdicts;

    private readonly ConcurrentDictionary<NamespacedName, List<ObjectWatch<T>>> _watches = new();

    /// <summary>Begins to listen for an object; call it before the write, so that no answer is missed.</summary>
    public ObjectWatch<T> Watch(NamespacedName key)
    {
        var watch = new ObjectWatch<T>(this, key);
        _watches.AddOrUpdate(key, _ => [watch], (_, present) => [.. present, watch]);
        return watch;
    }

    public void Added(T entity, bool initial) => Offer(entity, deleted: false);

    public void Updated(EntityHeader old, T entity) => Offer(entity, deleted: false);

    public void Deleted(T last, bool finalStateUnknown) => Offer(last, deleted: true);

    internal void Remove(ObjectWatch<T> watch)
    {
        while (_watches.TryGetValue(watch.Key, out var present))
        {
            List<ObjectWatch<T>> rest = [.. present.Where(other => other != watch)];
            var done = rest.Count == 0
                ? _watches.TryRemove(new KeyValuePair<NamespacedName, List<ObjectWatch<T>>>(watch.Key, present))
                : _watches.TryUpdate(watch.Key, rest, present);
            if (done)
            {
                return;
            }
        }
    }

    internal async Task<ObjectVerdict<T>?> AwaitAsync(ObjectWatch<T> watch, Task<ObjectVerdict<T>> verdict, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await verdict.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            var current = await client.GetAsync<T>(watch.Key.Name, watch.Key.Namespace, cancellationToken);
            watch.Offer(current, deleted: current is null);
            return verdict.IsCompletedSuccessfully ? await verdict : null;
        }
    }

    private void Offer(T entity, bool deleted)
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
