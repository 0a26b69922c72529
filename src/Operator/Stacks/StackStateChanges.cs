using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.Database;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Changes of stack_states.</summary>
internal sealed class StackStateChanges(StackOwnerQueries owners) : IStateChanges<StackResource>
{
    public IReadOnlyList<string> Channels { get; } = [StackOwnerQueries.Channel];

    public Guid? ChangedRow(DatabaseNotification notification) => Guid.TryParse(notification.Payload, out var id) ? id : null;

    public Task<IReadOnlyList<StackOwner>> OwnersAsync(Guid[] ids, CancellationToken cancellationToken) => owners.OwnersAsync(ids, cancellationToken);

    public Task<IReadOnlyList<StackOwner>> OwnersChangedSinceAsync(DateTime since, CancellationToken cancellationToken) => owners.OwnersChangedSinceAsync(since, cancellationToken);

    public Task<DateTime> NowAsync(CancellationToken cancellationToken) => owners.NowAsync(cancellationToken);
}
