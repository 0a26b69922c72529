using System.Threading.Channels;
using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;

namespace StackOperator.Operator.Reconciling;

/// <summary>Lets the status follow the database: each change that is notified queues the object it belongs to.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
internal sealed class StateFollower<TEntity>(
    DatabaseListener listener,
    IStateChanges<TEntity> changes,
    EntityQueue<TEntity> queue,
    DatabaseOutage<TEntity> outage,
    ILeadership leadership,
    TimeProvider time,
    ILogger<StateFollower<TEntity>> logger) : BackgroundService
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    // A busy stack changes several times a second; its status follows once in this time.
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryLookup = TimeSpan.FromSeconds(2);

    private readonly Channel<Guid> _changed = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });
    private long _seenUpTo;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            _seenUpTo = time.GetTimestamp();
            await leadership.WaitAsync(stoppingToken);
            using var term = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, leadership.Lost);
            try
            {
                await Task.WhenAll(listener.RunAsync(changes.Channels, Notice, CatchUpAsync, term.Token), QueueOwnersAsync(term.Token));
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                StateFollowerLog.LeadingEnded(logger);
            }
        }
    }

    private void Notice(DatabaseNotification notification)
    {
        if (changes.ChangedRow(notification) is { } stackId)
        {
            _changed.Writer.TryWrite(stackId);
        }
    }

    // What changed between the last proof of a connection and now was not notified.
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var since = await changes.NowAsync(cancellationToken) - time.GetElapsedTime(_seenUpTo);
        Queue(await changes.OwnersChangedSinceAsync(since, cancellationToken));
        _seenUpTo = started;
        outage.RetryAll();
    }

    private async Task QueueOwnersAsync(CancellationToken cancellationToken)
    {
        var changed = new HashSet<Guid>();
        while (await _changed.Reader.WaitToReadAsync(cancellationToken))
        {
            while (changed.Count < 1000 && _changed.Reader.TryRead(out var stackId))
            {
                changed.Add(stackId);
            }

            try
            {
                Queue(await changes.OwnersAsync([.. changed], cancellationToken));
                changed.Clear();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                StateFollowerLog.LookupFailed(logger, changed.Count, e);
                await Task.Delay(RetryLookup, time, cancellationToken);
                foreach (var stackId in changed)
                {
                    _changed.Writer.TryWrite(stackId);
                }

                changed.Clear();
            }
        }
    }

    private void Queue(IReadOnlyList<StackOwner> changed)
    {
        foreach (var owner in changed)
        {
            queue(new NamespacedName(owner.Namespace, owner.Name), Coalesce);
        }
    }
}
