using StackOperator.ControllerRuntime.Abstractions.Queueing;

namespace StackOperator.ControllerRuntime.Queueing;

/// <summary>A key handed to one worker. No other worker gets the key until the lease is disposed.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
public sealed class QueueLease<TKey> : IDisposable
    where TKey : notnull
{
    private WorkQueue<TKey>? _queue;

    internal QueueLease(WorkQueue<TKey> queue, TKey key, Lane lane)
    {
        _queue = queue;
        Key = key;
        Lane = lane;
    }

    /// <summary>The key to work on.</summary>
    public TKey Key { get; }

    /// <summary>The lane it came by; a retry keeps it.</summary>
    public Lane Lane { get; }

    /// <summary>Ends the work; the key is queued again when it was added meanwhile.</summary>
    public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Done(this);
}
