using System.Buffers;

namespace StackOperator.ControllerRuntime.Client;

/// <summary>The unread part of a stream as one span; grows up to a limit, so that one JSON value is parsed in place.</summary>
internal sealed class StreamBuffer(Stream stream, int limit) : IDisposable
{
    private const int InitialSize = 32 * 1024;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Min(InitialSize, limit));
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    public void Advance(int count) => _start += count;

    /// <summary>Reads what has arrived; false at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">One value is larger than the limit.</exception>
    public async ValueTask<bool> ReadMoreAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void MakeRoom()
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end < _bytes.Length)
            return;
        var unread = _end - _start;
        if (unread >= limit)
            throw new InvalidDataException($"The API server sent a single value of more than {limit} bytes.");
        var target = unread > _bytes.Length / 2 ? ArrayPool<byte>.Shared.Rent(_bytes.Length * 2) : _bytes;
        Buffer.BlockCopy(_bytes, _start, target, 0, unread);
        if (!ReferenceEquals(target, _bytes))
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _start, _end) = (target, 0, unread);
    }
}
