using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.Database;
using StackOperator.Store.EnvironmentStacks;

namespace StackOperator.Operator.EnvironmentStacks;

/// <summary>Changes of workspaces, edges and runs, and names and places of states that become free.</summary>
internal sealed class EnvironmentStackStateChanges(EnvironmentStackChanges changes, Waiters<EnvironmentStackResource> waiters, TimeProvider time)
    : IStateChanges<EnvironmentStackResource>
{
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);
    private long _pruned = time.GetTimestamp();

    public IReadOnlyList<string> Channels { get; } = [EnvironmentStackChanges.Channel, EnvironmentStackChanges.FreedChannel];

    public Guid? ChangedRow(DatabaseNotification notification)
    {
        if (notification.Channel == EnvironmentStackChanges.FreedChannel)
        {
            waiters.Wake(notification.Payload);
            return null;
        }

        return Guid.TryParse(notification.Payload, out var id) ? id : null;
    }

    public async Task<IReadOnlyList<StackOwner>> OwnersAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_pruned) >= PruneInterval)
        {
            await changes.PruneAsync(cancellationToken);
            _pruned = time.GetTimestamp();
        }

        return await changes.OwnersAsync(ids, cancellationToken);
    }

    public Task<IReadOnlyList<StackOwner>> OwnersChangedSinceAsync(DateTime since, CancellationToken cancellationToken)
    {
        // What became free or was made meanwhile was not told.
        waiters.WakeAll(static stack => ConditionSet.Find(stack.Status?.Conditions, EnvironmentStackConditions.Ready) is
        {
            Reason: EnvironmentStackConditions.ReasonWorkspaceNameTaken or EnvironmentStackConditions.ReasonStateKeyTaken
                or EnvironmentStackConditions.ReasonUnknownReference or EnvironmentStackConditions.ReasonScopeMismatch or EnvironmentStackConditions.ReasonScopeConflict,
        });
        return changes.OwnersChangedSinceAsync(since, cancellationToken);
    }

    public Task<DateTime> NowAsync(CancellationToken cancellationToken) => changes.NowAsync(cancellationToken);
}
