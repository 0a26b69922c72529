using System.Collections.Concurrent;
using System.Data.Common;
using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.Store.Database;

namespace StackOperator.Operator.Reconciling;

/// <summary>Remembers which objects the database failed, and since when: short interruptions are nobody's business.</summary>
internal sealed class DatabaseOutage<TEntity>(EntityQueue<TEntity> queue, TimeProvider time)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<NamespacedName, long> _failingSince = [];

    /// <summary>Runs the part of a reconciliation that needs the database; what fails there is retried with backoff.</summary>
    /// <param name="entity">The object.</param>
    /// <param name="work">The work; null when the database failed.</param>
    /// <param name="tell">Shows on the object that the database is away; only when that lasts.</param>
    public async Task<(T? Result, ReconciliationResult<TEntity>? Failure)> GuardAsync<T>(TEntity entity, Func<Task<T>> work, Func<Task> tell)
    {
        var key = NamespacedName.Of(entity);
        try
        {
            var result = await work();
            Over(key);
            return (result, null);
        }
        catch (DbException e)
        {
            if (time.GetElapsedTime(_failingSince.GetOrAdd(key, time.GetTimestamp())) >= WorthTelling)
            {
                await tell();
            }

            // An outage fails every object again and again: one line each, without the stack trace.
            return (default, ReconciliationResult<TEntity>.Failure(entity, $"the database failed: {e.Message}", SqlStateMapping.IsTransient(e) ? null : e));
        }
    }

    /// <summary>The object went through, or is gone.</summary>
    public void Over(NamespacedName key) => _failingSince.TryRemove(key, out _);

    /// <summary>The database is back: what failed need not wait for its backoff.</summary>
    public void RetryAll()
    {
        foreach (var key in _failingSince.Keys)
        {
            queue(key, TimeSpan.Zero);
        }
    }
}
