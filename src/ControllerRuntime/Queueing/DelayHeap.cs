namespace StackOperator.ControllerRuntime.Queueing;

/// <summary>
/// Delayed keys by due time. Entries that were rescheduled or cancelled stay in the heap until they surface, and are
/// swept out when they outnumber the valid ones. Not thread-safe: the queue's lock guards it.
/// </summary>
internal sealed class DelayHeap<TKey>
{
    private const int SweepSlack = 64;
    private readonly PriorityQueue<QueueEntry<TKey>, TimeSpan> _heap = new();

    /// <summary>Number of keys that are delayed now.</summary>
    public int Count { get; private set; }

    public void Schedule(QueueEntry<TKey> entry, TimeSpan due)
    {
        Count += entry.Due is null ? 1 : 0;
        entry.Due = due;
        _heap.Enqueue(entry, due);
        if (_heap.Count > (2 * Count) + SweepSlack)
        {
            Sweep();
        }
    }

    public void Cancel(QueueEntry<TKey> entry)
    {
        Count -= entry.Due is null ? 0 : 1;
        entry.Due = null;
    }

    /// <summary>When the next key is due; null when none is delayed.</summary>
    public TimeSpan? Next()
    {
        while (_heap.TryPeek(out var entry, out var due))
        {
            if (entry.Due == due)
            {
                return due;
            }

            _heap.Dequeue();
        }

        return null;
    }

    /// <summary>Takes one key that is due, and ends its delay.</summary>
    public QueueEntry<TKey>? TakeDue(TimeSpan now)
    {
        if (Next() is not { } due || due > now)
        {
            return null;
        }

        var entry = _heap.Dequeue();
        Cancel(entry);
        return entry;
    }

    private void Sweep()
    {
        var valid = _heap.UnorderedItems.Where(i => i.Element.Due == i.Priority).ToList();
        _heap.Clear();
        _heap.EnqueueRange(valid.Select(i => (i.Element, i.Priority)));
    }
}
