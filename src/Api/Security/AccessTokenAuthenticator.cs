using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using StackOperator.Store.Access;

namespace StackOperator.Api.Security;

/// <summary>
/// Finds the owner of an access token. Positive results are kept for a short time and forgotten as soon as the database
/// says that the owner's tokens or roles changed; unknown tokens are looked up every time.
/// </summary>
internal sealed class AccessTokenAuthenticator(AccessTokenStore store, TimeProvider time)
{
    private const int MaxEntries = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Key, Entry> _entries = new();
    private readonly ConcurrentDictionary<Guid, DateTime> _used = new();
    private long _changes;

    /// <summary>Looks in memory only.</summary>
    public bool TryGetCached(string token, [NotNullWhen(true)] out Caller? caller)
    {
        caller = null;
        var now = time.GetUtcNow();
        if (!_entries.TryGetValue(Key.Of(token), out var entry) || entry.Until <= now)
        {
            return false;
        }

        entry.NoteUse(this, now);
        caller = entry.Caller;
        return true;
    }

    /// <summary>Looks in the database; null when the token is unknown, expired or revoked.</summary>
    public async Task<Caller?> FindAsync(string token, CancellationToken cancellationToken)
    {
        var before = Interlocked.Read(ref _changes);
        if (await store.FindAsync(AccessToken.Hash(token), cancellationToken) is not { } owner)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var caller = new TokenCaller(owner);
        var until = now + Lifetime;
        var entry = new Entry(caller, owner.ExpiresAt < until ? owner.ExpiresAt.Value : until);
        entry.NoteUse(this, now);
        if (_entries.Count >= MaxEntries)
        {
            _entries.Clear();
        }

        // A change that arrived while the query ran may not be in its result.
        if (before == Interlocked.Read(ref _changes))
        {
            _entries[Key.Of(token)] = entry;
        }

        return caller;
    }

    /// <summary>Forgets one user, or everybody.</summary>
    public void Forget(string? login = null)
    {
        Interlocked.Increment(ref _changes);
        if (string.IsNullOrEmpty(login))
        {
            _entries.Clear();
            return;
        }

        foreach (var (key, entry) in _entries)
        {
            if (entry.Caller.Login == login)
            {
                _entries.TryRemove(key, out _);
            }
        }
    }

    /// <summary>Takes the uses that were noted since the last call.</summary>
    public IReadOnlyList<KeyValuePair<Guid, DateTime>> TakeUses()
    {
        var uses = _used.ToArray();
        foreach (var use in uses)
        {
            _used.TryRemove(use);
        }

        return uses;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Key(ulong A, ulong B, ulong C, ulong D)
    {
        public static Key Of(string token)
        {
            Span<byte> hash = stackalloc byte[AccessToken.HashLength];
            AccessToken.Hash(token, hash);
            return MemoryMarshal.Read<Key>(hash);
        }
    }

    private sealed class Entry(TokenCaller caller, DateTimeOffset until)
    {
        private int _noted;

        public TokenCaller Caller => caller;

        public DateTimeOffset Until => until;

        // Once per entry is exact enough: an entry lives for seconds.
        public void NoteUse(AccessTokenAuthenticator owner, DateTimeOffset now)
        {
            if (_noted == 0 && Interlocked.Exchange(ref _noted, 1) == 0)
            {
                owner._used[caller.Owner.TokenId] = now.UtcDateTime;
            }
        }
    }
}
