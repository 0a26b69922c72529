namespace StackOperator.Core.Budgets;

/// <summary>
/// Bytes of memory that requests may hold at once. Who wants more than is left waits in turn, for a while; so large bodies
/// of many clients pass one after the other instead of exhausting the process. Thread-safe.
/// </summary>
/// <param name="capacity">Bytes in all. A single wish above it is counted as all of it, so it runs alone.</param>
/// <param name="patience">Longest wait.</param>
/// <param name="maxWaiting">Most that wait; one more is refused at once.</param>
/// <param name="time">Measures the wait.</param>
public sealed class MemoryBudget(long capacity, TimeSpan patience, int maxWaiting, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private long _taken;

    /// <summary>Bytes not taken now.</summary>
    public long Left
    {
        get
        {
            lock (_gate)
            {
                return capacity - _taken;
            }
        }
    }

    /// <summary>Takes bytes, waiting in turn when they are not there; null when they did not become free in time. Dispose gives them back.</summary>
    public async ValueTask<MemoryShare?> TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        var wanted = Math.Clamp(bytes, 0, capacity);
        LinkedListNode<Waiting> node;
        lock (_gate)
        {
            if (_waiting.Count == 0 && wanted <= capacity - _taken)
            {
                _taken += wanted;
                return new MemoryShare(this, wanted);
            }

            if (_waiting.Count >= maxWaiting)
            {
                return null;
            }

            node = _waiting.AddLast(new Waiting(wanted));
        }

        return await WaitAsync(node, cancellationToken) ? new MemoryShare(this, wanted) : null;
    }

    /// <summary>Takes bytes only if they are there and nobody waits.</summary>
    public MemoryShare? TryTake(long bytes)
    {
        var wanted = Math.Clamp(bytes, 0, capacity);
        lock (_gate)
        {
            if (_waiting.Count > 0 || wanted > capacity - _taken)
            {
                return null;
            }

            _taken += wanted;
            return new MemoryShare(this, wanted);
        }
    }

    internal void GiveBack(long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
            Serve();
        }
    }

    private async Task<bool> WaitAsync(LinkedListNode<Waiting> node, CancellationToken cancellationToken)
    {
        try
        {
            await node.Value.Served.Task.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (Leave(node))
            {
                return e is TimeoutException ? false : throw new OperationCanceledException(e.Message, e, cancellationToken);
            }

            // Served at the last moment.
            if (e is OperationCanceledException)
            {
                GiveBack(node.Value.Bytes);
                throw;
            }

            return true;
        }
    }

    private bool Leave(LinkedListNode<Waiting> node)
    {
        lock (_gate)
        {
            if (node.List is null)
            {
                return false;
            }

            _waiting.Remove(node);
            Serve();
            return true;
        }
    }

    private void Serve()
    {
        while (_waiting.First is { } first && first.Value.Bytes <= capacity - _taken)
        {
            _taken += first.Value.Bytes;
            _waiting.RemoveFirst();
            first.Value.Served.SetResult();
        }
    }

    private sealed record Waiting(long Bytes)
    {
        public TaskCompletionSource Served { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
