using StackOperator.ControllerRuntime.Abstractions.Queueing;

namespace StackOperator.ControllerRuntime.Queueing;

/// <summary>All a queue knows of one key. An entry exists while the key is ready, delayed, in work or has failed.</summary>
internal sealed class QueueEntry<TKey>
{
    public QueueEntry() => Node = new LinkedListNode<QueueEntry<TKey>>(this);

    public required TKey Key { get; init; }

    /// <summary>Its place in a lane; in no list while the key is not ready.</summary>
    public LinkedListNode<QueueEntry<TKey>> Node { get; }

    public Lane Lane { get; set; }

    /// <summary>Since when the key is ready, or was added while in work.</summary>
    public TimeSpan ReadySince { get; set; }

    /// <summary>Since when a worker holds the key.</summary>
    public TimeSpan WorkSince { get; set; }

    public bool Processing { get; set; }

    /// <summary>Added while in work: runs once more afterwards.</summary>
    public bool Dirty { get; set; }

    /// <summary>When a delayed key becomes ready; null = not delayed.</summary>
    public TimeSpan? Due { get; set; }

    public Lane DueLane { get; set; }

    public int Failures { get; set; }

    public bool Ready => Node.List is not null;

    public bool Idle => !Ready && !Processing && Due is null && Failures == 0;
}
