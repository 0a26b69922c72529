using StackOperator.Core.Stacks;
using StackOperator.Store.Database;

namespace StackOperator.Operator.Reconciling;

/// <summary>How changes of rows become known that the status of a kind of object shows.</summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
internal interface IStateChanges<TEntity>
{
    /// <summary>NOTIFY channels.</summary>
    IReadOnlyList<string> Channels { get; }

    /// <summary>The row that a notification speaks of; null when it speaks of none, or was dealt with.</summary>
    Guid? ChangedRow(DatabaseNotification notification);

    /// <summary>The owners of rows.</summary>
    Task<IReadOnlyList<StackOwner>> OwnersAsync(Guid[] ids, CancellationToken cancellationToken);

    /// <summary>The owners of rows that changed since a time of the database's clock; told after each connect.</summary>
    Task<IReadOnlyList<StackOwner>> OwnersChangedSinceAsync(DateTime since, CancellationToken cancellationToken);

    /// <summary>The database's clock.</summary>
    Task<DateTime> NowAsync(CancellationToken cancellationToken);
}
