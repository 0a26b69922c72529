namespace StackOperator.Core.Budgets;

/// <summary>Bytes taken from a <see cref="MemoryBudget"/>; disposing gives them back, once.</summary>
public sealed class MemoryShare : IDisposable
{
    private readonly long _bytes;
    private MemoryBudget? _budget;

    internal MemoryShare(MemoryBudget budget, long bytes) => (_budget, _bytes) = (budget, bytes);

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _budget, null)?.GiveBack(_bytes);
}
