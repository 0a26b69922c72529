using StackOperator.Core.Budgets;
using StackOperator.Store.Updates;

namespace StackOperator.Api.Requests;

/// <summary>A request body in memory that is taken back; dispose it exactly once and keep no view of it.</summary>
public sealed class PooledBody : IDisposable
{
    private readonly List<MemoryShare> _shares;
    private BodyBuffer? _text;
    private BodyBuffer? _wire;

    internal PooledBody(BodyBuffer text, BodyBuffer? wire, List<MemoryShare> shares)
    {
        _text = text;
        _wire = wire;
        _shares = shares;
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => _text!.Written;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _text!.Written.Span;

    /// <summary>The body as it arrived, when that is gzip and shorter than its text, fit to be stored; else null.</summary>
    public PackedText? Packed => _wire is { } wire && wire.Length < Memory.Length ? new PackedText(wire.Written, true, Memory.Length) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Interlocked.Exchange(ref _text, null)?.Dispose();
        Interlocked.Exchange(ref _wire, null)?.Dispose();
        _shares.ForEach(static share => share.Dispose());
        _shares.Clear();
    }
}
