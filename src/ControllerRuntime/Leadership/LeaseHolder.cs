using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Leadership;

/// <summary>The steps on the lease object: take it, renew it, give it back. Holds the lease as last written.</summary>
internal sealed class LeaseHolder(ILeaseStore store, string identity, TimeSpan duration, TimeProvider clock)
{
    private const int ReleaseAttempts = 3;
    private readonly ObservedLease _observed = new(duration);
    private readonly long _origin = clock.GetTimestamp();
    private volatile V1Lease? _held;
    private long _token;

    public string Identity => identity;

    /// <summary>Monotonic time of this process.</summary>
    public TimeSpan Now => clock.GetElapsedTime(_origin);

    /// <summary>The token of the latest time this process took the lease; 0 before.</summary>
    public long Token => Volatile.Read(ref _token);

    private DateTimeOffset WallClock => clock.GetUtcNow();

    /// <summary>Takes the lease when it is free, expired or was never there.</summary>
    /// <returns>When the winning write was sent; null when somebody else holds the lease.</returns>
    public async Task<TimeSpan?> TryAcquireAsync(CancellationToken cancellationToken)
    {
        var found = await store.ReadAsync(cancellationToken);
        if (!_observed.IsFree(found?.Spec, identity, Now))
        {
            return null;
        }

        var sent = Now;
        var spec = LeaseRules.Acquired(found?.Spec, identity, WallClock, duration, Math.Max(Token, _observed.Token));
        _held = found is null ? await store.CreateAsync(spec, cancellationToken) : await store.ReplaceAsync(With(found, spec), cancellationToken);
        Volatile.Write(ref _token, LeaseRules.Token(spec));
        return sent;
    }

    /// <summary>Renews with the version last written: one request. When that is outdated, looks who holds the lease now.</summary>
    /// <param name="renewed">Called with the time the winning write was sent.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<RenewalOutcome> RenewAsync(Action<TimeSpan> renewed, CancellationToken cancellationToken)
    {
        var held = _held ?? throw new InvalidOperationException("A lease that was never taken cannot be renewed.");
        try
        {
            await WriteAsync(held);
            return RenewalOutcome.Renewed;
        }
        catch (HttpOperationException e) when (e.IsConflict() || e.IsNotFound())
        {
            var current = await store.ReadAsync(cancellationToken);
            if (current is not null && current.Spec.HolderIdentity != identity)
            {
                return RenewalOutcome.Lost;
            }

            if (current is not null)
            {
                await WriteAsync(With(current, held.Spec));
                return RenewalOutcome.Renewed;
            }

            // Somebody deleted the lease. Whoever creates it first holds it; the refusal of a second creation counts as lost at the next attempt.
            var sent = Now;
            _held = await store.CreateAsync(LeaseRules.Renewed(held.Spec, WallClock), cancellationToken);
            renewed(sent);
            return RenewalOutcome.Renewed;
        }

        async Task WriteAsync(V1Lease lease)
        {
            var sent = Now;
            _held = await store.ReplaceAsync(With(lease, LeaseRules.Renewed(lease.Spec, WallClock)), cancellationToken);
            renewed(sent);
        }
    }

    /// <summary>Gives the lease back, if it is still held.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= ReleaseAttempts; attempt++)
        {
            // A renewal that was cut off may have been carried out all the same: read what is there.
            var current = await store.ReadAsync(cancellationToken);
            if (current is null || current.Spec.HolderIdentity != identity)
            {
                return;
            }

            try
            {
                await store.ReplaceAsync(With(current, LeaseRules.Released(current.Spec, WallClock)), cancellationToken);
                return;
            }
            catch (HttpOperationException e) when (e.IsConflict() && attempt < ReleaseAttempts)
            {
                // Read again.
            }
        }
    }

    private static V1Lease With(V1Lease lease, V1LeaseSpec spec) => new()
    {
        ApiVersion = lease.ApiVersion,
        Kind = lease.Kind,
        Metadata = lease.Metadata,
        Spec = spec,
    };
}
