using System.Threading.Channels;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Store.Database;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Lets the status follow the database: each change of stack_states queues the object it belongs to.</summary>
internal sealed partial class StackStateFollower(
    DatabaseListener listener,
    StackOwnerQueries owners,
    EntityQueue<StackResource> queue,
    DatabaseOutage outage,
    ILeadership leadership,
    TimeProvider time,
    ILogger<StackStateFollower> logger) : BackgroundService
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
                await Task.WhenAll(listener.RunAsync([StackOwnerQueries.Channel], Notice, CatchUpAsync, term.Token), QueueOwnersAsync(term.Token));
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                Log.LeadingEnded(logger);
            }
        }
    }

    private void Notice(DatabaseNotification notification)
    {
        if (Guid.TryParse(notification.Payload, out var stackId))
        {
            _changed.Writer.TryWrite(stackId);
        }
    }

    // What changed between the last proof of a connection and now was not notified.
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var since = await owners.NowAsync(cancellationToken) - time.GetElapsedTime(_seenUpTo);
        Queue(await owners.OwnersChangedSinceAsync(since, cancellationToken));
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
                Queue(await owners.OwnersAsync([.. changed], cancellationToken));
                changed.Clear();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Log.LookupFailed(logger, changed.Count, e);
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

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Following of stack states ended with the leadership.")]
        public static partial void LeadingEnded(ILogger logger);

        [LoggerMessage(2002, LogLevel.Warning, "The owners of {Count} changed stacks could not be read; trying again.")]
        public static partial void LookupFailed(ILogger logger, int count, Exception exception);
    }
}
