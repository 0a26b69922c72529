using System.Net.Sockets;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>Opens sockets on which a vanished peer is noticed: without probes the kernel waits up to half an hour.</summary>
/// <param name="delay">Silence before the first probe, in whole seconds.</param>
internal sealed class TcpKeepAlive(TimeSpan delay)
{
    private const int Probes = 3;
    private readonly int _delay = (int)Math.Max(1, delay.TotalSeconds);

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, _delay);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Math.Max(1, _delay / Probes));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
