using System.Collections.Concurrent;

namespace StackOperator.Api.Security;

/// <summary>Keeps results for as long as each may be kept; one question at a time per key; faults are never kept.</summary>
internal sealed class ExpiringCache<TKey, TValue>(TimeProvider time)
    where TKey : notnull
{
    private const int MaxEntries = 8192;

    private readonly ConcurrentDictionary<TKey, (TValue Value, DateTimeOffset Until)> _entries = new();
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue>>> _asked = new();

    /// <summary>The kept value, or that of <paramref name="ask"/>.</summary>
    public async Task<TValue> GetAsync(TKey key, Func<Task<TValue>> ask, Func<TValue, TimeSpan> lifetime, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_entries.TryGetValue(key, out var entry) && entry.Until > time.GetUtcNow())
            {
                return entry.Value;
            }

            var mine = new Lazy<Task<TValue>>(ask);
            var shared = _asked.GetOrAdd(key, mine);
            try
            {
                var value = await shared.Value.WaitAsync(cancellationToken);
                if (shared == mine)
                {
                    Keep(key, value, lifetime(value));
                }

                return value;
            }
            catch (OperationCanceledException) when (shared != mine && !cancellationToken.IsCancellationRequested)
            {
                // Whoever asked went away; ask again for those who stayed.
            }
            finally
            {
                _asked.TryRemove(KeyValuePair.Create(key, shared));
            }
        }
    }

    private void Keep(TKey key, TValue value, TimeSpan lifetime)
    {
        if (lifetime <= TimeSpan.Zero)
        {
            return;
        }

        if (_entries.Count >= MaxEntries)
        {
            _entries.Clear();
        }

        _entries[key] = (value, time.GetUtcNow() + lifetime);
    }
}
