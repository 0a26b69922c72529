using System.Buffers;

namespace StackOperator.Api.Requests;

/// <summary>A growing buffer. Small and middling arrays are pooled; large ones are not, because the pool would round them up to twice their size and keep them.</summary>
internal sealed class BodyBuffer : IDisposable
{
    private const int LargestPooled = 8 * 1024 * 1024;
    private byte[] _bytes;

    public BodyBuffer(long expected) => _bytes = Rent(expected);

    public int Length { get; private set; }

    public int Capacity => _bytes.Length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>What was written, as a stream.</summary>
    public Stream OpenWritten() => new MemoryStream(_bytes, 0, Length, writable: false);

    /// <summary>What is left to write to.</summary>
    public Memory<byte> Free => _bytes.AsMemory(Length);

    public void Advance(int count) => Length += count;

    public void Grow(long capacity)
    {
        var larger = Rent(capacity);
        _bytes.AsSpan(0, Length).CopyTo(larger);
        Return();
        _bytes = larger;
    }

    public void Dispose() => Return();

    private static byte[] Rent(long length) => length <= LargestPooled ? ArrayPool<byte>.Shared.Rent((int)length) : GC.AllocateUninitializedArray<byte>(checked((int)length));

    private void Return()
    {
        if (_bytes.Length is > 0 and <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
    }
}
