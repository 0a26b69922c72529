using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Finalizers;
using StackOperator.ControllerRuntime.Metrics;
using StackOperator.ControllerRuntime.Queueing;

namespace StackOperator.ControllerRuntime.Reconciling;

/// <summary>
/// Works on one key: reads the object from the cache (never from the server), attaches finalizers, runs the controller or,
/// for an object under deletion, its finalizers, and turns the outcome into the next schedule of the key.
/// </summary>
internal sealed partial class Reconciler<TEntity>(
    ControllerQueue<TEntity> source,
    IInformer<TEntity> informer,
    FinalizerSet<TEntity> finalizers,
    ILeadership leadership,
    IServiceScopeFactory scopes,
    IOptions<OperatorSettings> settings,
    TimeProvider clock,
    ILogger<Reconciler<TEntity>> logger)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private static readonly TimeSpan NotLeadingDelay = TimeSpan.FromSeconds(1);
    private static readonly string Kind = typeof(TEntity).Name;
    private readonly ControllerMetrics _metrics = new(Kind.ToLowerInvariant(), settings.Value.MaxConcurrentReconciles);
    private readonly TimeSpan _timeout = settings.Value.ReconcileTimeout;

    private WorkQueue<NamespacedName> Queue => source.Queue;

    /// <summary>Works on a leased key. Never throws; when cancelled, the key is queued again.</summary>
    public async Task ProcessAsync(QueueLease<NamespacedName> lease, CancellationToken cancellationToken)
    {
        var key = lease.Key;
        if (!leadership.IsLeader)
        {
            Queue.AddAfter(key, NotLeadingDelay, lease.Lane);
            return;
        }

        foreach (var gone in source.TakeDeleted(key))
        {
            await DeletedAsync(gone, cancellationToken);
        }

        var awaited = source.Own.Awaited(key);
        if (!informer.TryGet(key, out var entity))
        {
            // The object may have gone while it was worked on: then its last write was noted after its deletion.
            source.Own.Forget(key);
            Queue.Forget(key);
            return;
        }

        if (source.Own.HasEnded(key, entity.Metadata.Uid))
        {
            Queue.Forget(key);
            return;
        }

        if (source.Own.WaitFor(key, awaited, entity.Metadata.ResourceVersion) is { } wait)
        {
            Queue.AddAfter(key, wait, lease.Lane);
            return;
        }

        await RunAsync(lease, entity, cancellationToken);
    }

    private async Task RunAsync(QueueLease<NamespacedName> lease, TEntity entity, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        _metrics.Started();
        var writes = OwnWrites.Begin(entity);
        using var timeout = new CancellationTokenSource(_timeout, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            Schedule(lease, await StepAsync(entity, writes, linked.Token));
        }
        catch (Exception e)
        {
            ScheduleAfterFault(lease, e, timeout.IsCancellationRequested, cancellationToken);
        }
        finally
        {
            RememberWrites(lease.Key, writes);
            _metrics.Finished(clock.GetElapsedTime(started));
        }
    }

    private async Task<ReconciliationResult<TEntity>> StepAsync(TEntity entity, OwnWrites writes, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (entity.Metadata.DeletionTimestamp is not null)
        {
            return await FinalizeAsync(scope.ServiceProvider, entity, writes, cancellationToken);
        }

        if (finalizers.IsIncomplete(entity))
        {
            finalizers.Complete(entity);
            source.Expect(entity);
            if (await finalizers.SaveAsync(entity, cancellationToken) is not { } attached)
            {
                return ReconciliationResult<TEntity>.Success(entity);
            }

            entity = attached;
        }

        var result = await scope.ServiceProvider.GetRequiredService<IEntityController<TEntity>>().ReconcileAsync(entity, cancellationToken);
        writes.Note(result.Entity?.Metadata);
        return result;
    }

    private async Task<ReconciliationResult<TEntity>> FinalizeAsync(IServiceProvider services, TEntity entity, OwnWrites writes, CancellationToken cancellationToken)
    {
        foreach (var finalizer in finalizers.Present(entity).ToList())
        {
            var result = await finalizer.Create(services).FinalizeAsync(entity, cancellationToken);
            if (result.Outcome != ReconciliationOutcome.Success || result.RequeueAfter is not null)
            {
                return result;
            }

            // The clean-up may have written status: remove the finalizer from the newest state this process knows.
            writes.Note(result.Entity?.Metadata);
            if (writes.Latest is { } latest)
            {
                entity.Metadata.ResourceVersion = latest.ResourceVersion;
                entity.Metadata.Finalizers = latest.Finalizers;
            }

            FinalizerSet<TEntity>.Remove(entity, finalizer.Identifier);
            var remaining = await finalizers.SaveAsync(entity, cancellationToken);
            if (remaining?.Metadata.Finalizers is not { Count: > 0 })
            {
                // The server has let the object go; the cache may still show it for a moment.
                source.Own.Ended(NamespacedName.Of(entity), entity.Metadata.Uid);
                break;
            }

            entity = remaining;
            Log.FinalizerRemoved(logger, finalizer.Identifier, Kind, NamespacedName.Of(entity));
        }

        return ReconciliationResult<TEntity>.Success(entity);
    }

    private async Task DeletedAsync(TEntity gone, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            using var timeout = new CancellationTokenSource(_timeout, clock);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            await scope.ServiceProvider.GetRequiredService<IEntityController<TEntity>>().DeletedAsync(gone, linked.Token);
        }
        catch (Exception e)
        {
            _metrics.Threw();
            LogFault(NamespacedName.Of(gone), e);
        }
    }

    private void Schedule(QueueLease<NamespacedName> lease, ReconciliationResult<TEntity> result)
    {
        var key = lease.Key;
        switch (result.Outcome)
        {
            case ReconciliationOutcome.Success:
                Queue.Forget(key);
                if (result.RequeueAfter is { } again)
                {
                    Queue.AddAfter(key, again, lease.Lane);
                }

                _metrics.Result(result.RequeueAfter is null ? "success" : "requeue_after");
                break;
            case ReconciliationOutcome.Failure:
                LogFailure(key, result);
                if (result.RequeueAfter is { } later)
                {
                    Queue.AddAfter(key, later, lease.Lane);
                }
                else
                {
                    Queue.AddRateLimited(key, lease.Lane);
                }

                _metrics.Result("error");
                break;
            default:
                LogFailure(key, result);
                Queue.Forget(key);
                _metrics.Terminal();
                _metrics.Result("error");
                break;
        }
    }

    private void ScheduleAfterFault(QueueLease<NamespacedName> lease, Exception fault, bool timedOut, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            // The process stops or no longer leads. The key stays queued for the case that it leads again.
            case OperationCanceledException when cancellationToken.IsCancellationRequested:
            case LeadershipLostException:
                Queue.AddAfter(lease.Key, NotLeadingDelay, lease.Lane);
                return;

            // Somebody else changed the object: the cache is about to show it.
            case HttpOperationException e when e.IsConflict():
                Queue.AddRateLimited(lease.Key, lease.Lane);
                _metrics.Result("requeue");
                return;

            case OperationCanceledException when timedOut:
                Log.TimedOut(logger, Kind, lease.Key, _timeout);
                _metrics.TimedOut();
                break;
            default:
                LogFault(lease.Key, fault);
                _metrics.Threw();
                break;
        }

        Queue.AddRateLimited(lease.Key, lease.Lane);
        _metrics.Result("error");
    }

    private void RememberWrites(NamespacedName key, OwnWrites writes)
    {
        if (writes.Latest is { } latest
            && informer.TryGetHeader(key, out var header)
            && header.Uid == latest.Uid
            && Caching.ResourceVersions.IsNewer(latest.ResourceVersion, header.ResourceVersion))
        {
            source.Own.Wrote(key, latest.ResourceVersion);
        }
    }

    private void LogFailure(NamespacedName key, ReconciliationResult<TEntity> result)
    {
        if (result.Error is { } error)
        {
            LogFault(key, error);
        }
        else
        {
            Log.Failed(logger, Kind, key, result.Outcome, result.Message);
        }
    }

    private void LogFault(NamespacedName key, Exception fault)
    {
        // The message of a refused call holds the server's whole answer, and with it foreign data.
        if (fault is HttpOperationException refused)
        {
            Log.Refused(logger, Kind, key, refused.Describe());
        }
        else
        {
            Log.Threw(logger, fault, Kind, key);
        }
    }
}
