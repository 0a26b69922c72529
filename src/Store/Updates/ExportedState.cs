using System.Buffers;

namespace StackOperator.Store.Updates;

/// <summary>The answer to an export. Disposing it gives the memory of its text back: the text must not be used afterwards.</summary>
/// <param name="StackExists">False when there is no such stack.</param>
/// <param name="Text">The state; null when the stack has no such version.</param>
/// <param name="Memory">Holds the bytes of the text, when they were rented.</param>
public sealed record ExportedState(bool StackExists, PackedText? Text, IMemoryOwner<byte>? Memory = null) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Memory?.Dispose();
}
