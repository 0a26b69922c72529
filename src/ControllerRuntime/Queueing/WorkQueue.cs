using StackOperator.ControllerRuntime.Abstractions.Queueing;
using StackOperator.ControllerRuntime.Metrics;

namespace StackOperator.ControllerRuntime.Queueing;

/// <summary>
/// A queue of keys in which no key is ever worked on twice at once and any number of additions becomes one run. Keys are
/// never dropped, however often they fail. Thread-safe; all waiting is done by one timer.
/// </summary>
/// <typeparam name="TKey">The key type.</typeparam>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, QueueEntry<TKey>> _entries = [];
    private readonly DelayHeap<TKey> _delayed = new();
    private readonly ReadyLanes<TKey> _ready;
    private readonly SemaphoreSlim _available = new(0);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WorkQueueOptions _options;
    private readonly TimeProvider _clock;
    private readonly QueueMetrics _metrics;
    private readonly ITimer _timer;
    private readonly long _origin;
    private TimeSpan? _armedFor;
    private int _processing;
    private bool _stopped;

    /// <summary>Creates an empty queue.</summary>
    public WorkQueue(WorkQueueOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _origin = clock.GetTimestamp();
        _ready = new ReadyLanes<TKey>(options.HighPerLow, options.PromoteAfter);
        _timer = clock.CreateTimer(static queue => ((WorkQueue<TKey>)queue!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _metrics = new QueueMetrics(options.Name, Snapshot);
    }

    /// <summary>Number of keys that are ready to run.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _ready.Count;
            }
        }
    }

    /// <summary>Number of keys that wait for a time.</summary>
    public int DelayedCount
    {
        get
        {
            lock (_gate)
            {
                return _delayed.Count;
            }
        }
    }

    /// <summary>Whether <see cref="ShutdownAsync"/> was called.</summary>
    public bool IsShutDown
    {
        get
        {
            lock (_gate)
            {
                return _stopped;
            }
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(_origin);

    /// <summary>Makes a key ready now; this supersedes a delay. While a worker holds the key it runs once more afterwards.</summary>
    public void Add(TKey key, Lane lane = Lane.High)
    {
        lock (_gate)
        {
            if (!_stopped)
            {
                AddNow(Entry(key), lane, Now);
            }
        }
    }

    /// <summary>Makes a key ready after a time. The earliest time counts; a run in between, or one about to happen, satisfies it.</summary>
    public void AddAfter(TKey key, TimeSpan delay, Lane lane = Lane.High)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key, lane);
            return;
        }

        lock (_gate)
        {
            if (!_stopped)
            {
                Delay(Entry(key), delay, lane);
            }
        }
    }

    /// <summary>Makes a key ready after its backoff, which doubles with each call until <see cref="Forget"/>.</summary>
    public void AddRateLimited(TKey key, Lane lane = Lane.High)
    {
        lock (_gate)
        {
            if (!_stopped)
            {
                var entry = Entry(key);
                Delay(entry, Backoff(entry.Failures), lane);
                entry.Failures++;
                _metrics.Retried();
            }
        }
    }

    /// <summary>Ends the backoff of a key: the next failure starts at the minimum again.</summary>
    public void Forget(TKey key)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var entry))
            {
                entry.Failures = 0;
                RemoveIfIdle(entry);
            }
        }
    }

    /// <summary>Waits for a key and hands it out; dispose the lease when the work is done.</summary>
    /// <returns>The lease, or null when the queue was shut down: then no work may start any more.</returns>
    public async ValueTask<QueueLease<TKey>?> GetAsync(CancellationToken cancellationToken = default)
    {
        await _available.WaitAsync(cancellationToken);
        lock (_gate)
        {
            var now = Now;
            if (_stopped || _ready.Take(now) is not { } entry)
            {
                // Passed on, so that the next waiting worker ends as well.
                _available.Release();
                return null;
            }

            entry.Processing = true;
            entry.WorkSince = now;
            _processing++;
            _metrics.Started(now - entry.ReadySince);
            return new QueueLease<TKey>(this, entry.Key, entry.Lane);
        }
    }

    /// <summary>Starts no more work, forgets what waits, and waits for the running work.</summary>
    /// <param name="drain">How long to wait.</param>
    /// <returns>Whether all leases were returned in time.</returns>
    public async Task<bool> ShutdownAsync(TimeSpan drain)
    {
        lock (_gate)
        {
            if (!_stopped)
            {
                _stopped = true;
                _available.Release();
            }

            if (_processing == 0)
            {
                _drained.TrySetResult();
            }
        }

        try
        {
            await _drained.Task.WaitAsync(drain, _clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Ends the timer and the metrics; call after <see cref="ShutdownAsync"/>.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _metrics.Dispose();
        _available.Dispose();
    }

    internal void Done(QueueLease<TKey> lease)
    {
        lock (_gate)
        {
            var entry = _entries[lease.Key];
            entry.Processing = false;
            _processing--;
            _metrics.Finished(Now - entry.WorkSince);
            if (entry.Dirty && !_stopped)
            {
                entry.Dirty = false;
                MakeReady(entry, entry.DueLane, entry.ReadySince);
            }

            RemoveIfIdle(entry);
            if (_stopped && _processing == 0)
            {
                _drained.TrySetResult();
            }
        }
    }

    private QueueEntry<TKey> Entry(TKey key)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            _entries.Add(key, entry = new QueueEntry<TKey> { Key = key });
        }

        return entry;
    }

    private void RemoveIfIdle(QueueEntry<TKey> entry)
    {
        if (entry.Idle)
        {
            _entries.Remove(entry.Key);
        }
    }

    private void AddNow(QueueEntry<TKey> entry, Lane lane, TimeSpan since)
    {
        _delayed.Cancel(entry);
        if (entry.Ready)
        {
            if (lane == Lane.High)
            {
                _ready.Raise(entry);
            }
        }
        else if (entry.Processing)
        {
            entry.DueLane = entry.Dirty && entry.DueLane == Lane.High ? Lane.High : lane;
            entry.ReadySince = entry.Dirty ? entry.ReadySince : since;
            entry.Dirty = true;
        }
        else
        {
            MakeReady(entry, lane, since);
        }
    }

    private void MakeReady(QueueEntry<TKey> entry, Lane lane, TimeSpan since)
    {
        entry.ReadySince = since;
        _ready.Add(entry, lane);
        _metrics.Added();
        _available.Release();
    }

    private void Delay(QueueEntry<TKey> entry, TimeSpan delay, Lane lane)
    {
        var due = Now + delay;
        if (entry.Ready || entry.Dirty || entry.Due <= due)
        {
            return;
        }

        entry.DueLane = lane;
        _delayed.Schedule(entry, due);
        Arm();
    }

    private TimeSpan Backoff(int failures)
    {
        // Doubling in floating point cannot overflow into a short delay.
        var delay = _options.BackoffMinimum.TotalMilliseconds * Math.Pow(2, failures);
        return delay >= _options.BackoffMaximum.TotalMilliseconds ? _options.BackoffMaximum : TimeSpan.FromMilliseconds(delay);
    }

    private void Arm()
    {
        var next = _delayed.Next();
        if (next == _armedFor)
        {
            return;
        }

        _armedFor = next;
        if (next is { } due)
        {
            // Timers count whole milliseconds; rounding up keeps them from firing early.
            var wait = Math.Max(0, Math.Ceiling((due - Now).TotalMilliseconds));
            _timer.Change(TimeSpan.FromMilliseconds(Math.Min(wait, int.MaxValue)), Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _armedFor = null;
            if (_stopped)
            {
                return;
            }

            var now = Now;
            while (_delayed.TakeDue(now) is { } entry)
            {
                AddNow(entry, entry.DueLane, now);
            }

            Arm();
        }
    }

    private QueueSnapshot Snapshot()
    {
        lock (_gate)
        {
            var now = Now;
            var running = _entries.Values.Where(e => e.Processing).Select(e => (now - e.WorkSince).TotalSeconds).DefaultIfEmpty().ToList();
            return new QueueSnapshot(_ready.CountOf(Lane.High), _ready.CountOf(Lane.Low), running.Sum(), running.Max());
        }
    }
}
