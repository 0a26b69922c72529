using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>
/// A TCP proxy that runs an action when the client has sent its k-th piece of data since it was armed, before that piece or
/// the answer to it is passed on. With the action "kill the client" it visits every moment between two writes of a process.
/// </summary>
public sealed partial class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Func<ReadOnlyMemory<byte>, bool> _counts;
    private readonly Func<ReadOnlyMemory<byte>, bool> _settles;
    private readonly Task _accepting;
    private Func<Task>? _cut;
    private CutPoint _point;
    private int _countdown;
    private int _seen;

    /// <summary>Listens on a free port.</summary>
    /// <param name="targetPort">Port of the server on 127.0.0.1.</param>
    /// <param name="address">Where to listen; 127.0.0.1 when left out.</param>
    /// <param name="counts">Which pieces of the client count; every one when left out.</param>
    /// <param name="settles">Which answers of the server say that what was sent before is done for good; every one when left out.</param>
    public CutProxy(int targetPort, IPAddress? address = null, Func<ReadOnlyMemory<byte>, bool>? counts = null, Func<ReadOnlyMemory<byte>, bool>? settles = null)
    {
        _counts = counts ?? (static _ => true);
        _settles = settles ?? (static _ => true);
        _listener = new(address ?? IPAddress.Loopback, 0);
        _target = targetPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Before a PostgreSQL where only what may change something counts: statements that write, and the ends of transactions.</summary>
    /// <param name="port">Port of the server on 127.0.0.1.</param>
    public static CutProxy OfDatabaseWrites(int port) => new(
        port,
        counts: static piece => Write().IsMatch(Encoding.Latin1.GetString(piece.Span)),
        // ReadyForQuery outside a transaction.
        settles: static piece => piece.Span.EndsWith("Z\0\0\0\u0005I"u8));

    /// <summary>Port to connect to instead of the target's.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Pieces that counted since the proxy was armed.</summary>
    public int Seen => Volatile.Read(ref _seen);

    /// <summary>Runs the action at the k-th piece from now (1 = the next).</summary>
    public void Arm(int piece, CutPoint point, Func<Task> cut)
    {
        (_point, _cut) = (point, cut);
        Volatile.Write(ref _seen, 0);
        Volatile.Write(ref _countdown, piece);
    }

    /// <summary>Passes everything on again.</summary>
    public void Disarm()
    {
        Volatile.Write(ref _countdown, 0);
        _cut = null;
    }

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
                var sent = false;
                await Task.WhenAny(
                    PumpAsync(client.GetStream(), server.GetStream(), async piece =>
                    {
                        if (!_counts(piece))
                            return true;
                        Volatile.Write(ref sent, true);
                        return _point == CutPoint.After || await PassesAsync();
                    }),
                    PumpAsync(server.GetStream(), client.GetStream(), async piece =>
                    {
                        if (_point == CutPoint.Before || !Volatile.Read(ref sent) || !_settles(piece))
                            return true;
                        Volatile.Write(ref sent, false);
                        return await PassesAsync();
                    }));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side is gone; so is the connection.
            }
        }
    }

    private async Task<bool> PassesAsync()
    {
        if (Volatile.Read(ref _countdown) <= 0)
            return true;
        Interlocked.Increment(ref _seen);
        if (Interlocked.Decrement(ref _countdown) != 0 || _cut is not { } cut)
            return true;
        await cut();
        return false;
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, Task<bool>> passes)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            if (!await passes(buffer.AsMemory(0, count)))
                return;
            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    [GeneratedRegex(@"\b(insert\s+into|update\s+[a-z]|delete\s+from|copy\s+[a-z]|commit|pg_notify|notify\s+[a-z])", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Write();
}
