using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.Store.Leadership;

namespace StackOperator.Operator.Leadership;

/// <summary>Ties the lease of the cluster to the fence of the database: each term of leading takes the fence once, then writes with its token.</summary>
internal sealed class LeadershipTerm(ILeadership leadership, OperatorFence fence) : IDisposable
{
    private readonly SemaphoreSlim _raising = new(1, 1);
    private volatile Term? _term;

    /// <summary>Runs a fenced write.</summary>
    /// <param name="write">Gets the fencing token. It runs twice when another process had taken the fence although this one holds the lease.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="LeadershipLostException">This process no longer leads; nothing was written.</exception>
    public async Task<T> WriteAsync<T>(Func<long, Task<T>> write, CancellationToken cancellationToken)
    {
        var term = await CurrentAsync(null, cancellationToken);
        try
        {
            return await write(term.FencingToken);
        }
        catch (FencingTokenRejectedException)
        {
            // A former leader that woke up late can raise the fence once more before it notices that its lease is gone.
            // Whoever holds the lease takes the fence back.
            term = await CurrentAsync(term, cancellationToken);
        }

        try
        {
            return await write(term.FencingToken);
        }
        catch (FencingTokenRejectedException e)
        {
            throw new LeadershipLostException("Another process writes to the database as leader; nothing was written.", e);
        }
    }

    public void Dispose() => _raising.Dispose();

    private async Task<Term> CurrentAsync(Term? rejected, CancellationToken cancellationToken)
    {
        leadership.EnsureLeading();
        if (_term is { } known && IsUsable(known, rejected))
        {
            return known;
        }

        await _raising.WaitAsync(cancellationToken);
        try
        {
            if (_term is not { } present || !IsUsable(present, rejected))
            {
                var lease = leadership.FencingToken;
                leadership.EnsureLeading();
                _term = present = new Term(lease, await fence.RaiseAsync(cancellationToken));
                leadership.EnsureLeading();
            }

            return present;
        }
        finally
        {
            _raising.Release();
        }
    }

    private bool IsUsable(Term term, Term? rejected) => term.Lease == leadership.FencingToken && term.FencingToken != rejected?.FencingToken;

    private sealed record Term(long Lease, long FencingToken);
}
