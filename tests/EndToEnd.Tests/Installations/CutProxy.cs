using System.Net;
using System.Net.Sockets;

namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>
/// A TCP proxy that runs an action when the client has sent its k-th piece of data since it was armed, before that piece is
/// passed on. With the action "kill the client" it visits every moment between two writes of a process.
/// </summary>
public sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;
    private Func<Task>? _cut;
    private int _countdown;
    private int _seen;

    /// <summary>Listens on a free port.</summary>
    /// <param name="targetPort">Port of the server on 127.0.0.1.</param>
    /// <param name="address">Where to listen; 127.0.0.1 when left out.</param>
    public CutProxy(int targetPort, IPAddress? address = null)
    {
        _listener = new(address ?? IPAddress.Loopback, 0);
        _target = targetPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Port to connect to instead of the target's.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Pieces seen since the proxy was armed.</summary>
    public int Seen => Volatile.Read(ref _seen);

    /// <summary>Runs the action at the k-th piece from now (1 = the next).</summary>
    public void Arm(int piece, Func<Task> cut)
    {
        _cut = cut;
        Volatile.Write(ref _seen, 0);
        Volatile.Write(ref _countdown, piece);
    }

    /// <summary>Passes everything on again.</summary>
    public void Disarm() => Volatile.Write(ref _countdown, 0);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy was disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                await Task.WhenAny(
                    PumpAsync(client.GetStream(), server.GetStream(), fromClient: true),
                    PumpAsync(server.GetStream(), client.GetStream(), fromClient: false));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side is gone; so is the connection.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool fromClient)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            if (fromClient && Volatile.Read(ref _countdown) > 0)
            {
                Interlocked.Increment(ref _seen);
                if (Interlocked.Decrement(ref _countdown) == 0)
                {
                    await _cut!();
                    return;
                }
            }

            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }
}
