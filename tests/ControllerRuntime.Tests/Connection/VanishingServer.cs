using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace StackOperator.ControllerRuntime.Tests.Connection;

/// <summary>
/// A server of HTTP/1.1 that begins to answer a watch and then vanishes as a machine without power does: a filter on its socket
/// (socket(7), SO_ATTACH_FILTER) drops every segment before TCP sees it, so that not even keep-alive probes are acknowledged.
/// </summary>
internal sealed class VanishingServer : IDisposable
{
    private const int SolSocket = 1;
    private const int SoAttachFilter = 26;

    // One classic BPF instruction: return 0, which keeps no byte of the packet.
    private static readonly byte[] _dropAll = [0x06, 0, 0, 0, 0, 0, 0, 0];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _client;

    public VanishingServer()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Ends when a request came and its answer began.</summary>
    public Task Answered => _answered.Task;

    public void Vanish()
    {
        var instructions = GCHandle.Alloc(_dropAll, GCHandleType.Pinned);
        try
        {
            // struct sock_fprog of 64-bit machines: length, padding, pointer.
            Span<byte> program = stackalloc byte[16];
            program.Clear();
            BinaryPrimitives.WriteUInt16LittleEndian(program, 1);
            BinaryPrimitives.WriteInt64LittleEndian(program[8..], instructions.AddrOfPinnedObject());
            _client!.SetRawSocketOption(SolSocket, SoAttachFilter, program);
        }
        finally
        {
            instructions.Free();
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        _client = await _listener.AcceptSocketAsync();
        await _client.ReceiveAsync(new byte[16 * 1024]);
        await _client.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());
        _answered.SetResult();
    }
}
