using System.Buffers.Text;
using System.Net.Sockets;

namespace StackOperator.Benchmarks.Loads;

/// <summary>One connection that sends prepared requests and throws the bodies of the answers away: it costs next to nothing beside the server.</summary>
internal sealed class PreparedConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[256 * 1024];

    private PreparedConnection()
    {
    }

    /// <summary>Connects.</summary>
    public static async Task<PreparedConnection> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        var connection = new PreparedConnection();
        await connection._socket.ConnectAsync(url.Host, url.Port, cancellationToken);
        return connection;
    }

    /// <summary>Sends a request and reads its answer; gives the status.</summary>
    public async Task<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        while (!request.IsEmpty)
        {
            request = request[await _socket.SendAsync(request, SocketFlags.None, cancellationToken)..];
        }

        var (length, end) = (0, -1);
        while (end < 0)
        {
            length += await ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            end = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }

        _ = Utf8Parser.TryParse(_buffer.AsSpan(9, 3), out int status, out _);
        var left = ContentLength(_buffer.AsSpan(0, end)) - (length - end - 4);
        while (left > 0)
        {
            left -= await ReceiveAsync(_buffer.AsMemory(0, (int)Math.Min(left, _buffer.Length)), cancellationToken);
        }

        return status;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken) is > 0 and var count ? count : throw new IOException("The server closed the connection.");

    private static long ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out long length, out _) ? length : throw new IOException("An answer of unknown length is not measured.");
    }
}
