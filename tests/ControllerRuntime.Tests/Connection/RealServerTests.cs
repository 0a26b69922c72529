using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.ControllerRuntime.Tests.Widgets;

namespace StackOperator.ControllerRuntime.Tests.Connection;

public sealed class RealServerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // 14
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task A_half_open_watch_over_HTTP_2_is_noticed_by_pings(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        using var relay = new Relay(new(server.Cluster.Server));
        var text = (await File.ReadAllTextAsync(server.Cluster.Kubeconfig, Cancelled)).Replace(server.Cluster.Server.TrimEnd('/'), $"https://127.0.0.1:{relay.Port}");
        var kubeconfig = Path.Combine(Path.GetDirectoryName(server.Cluster.Kubeconfig)!, $"relay-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(kubeconfig, text, Cancelled);
        var options = new KubernetesConnectionOptions { Kubeconfig = kubeconfig, KeepAliveDelay = TimeSpan.FromSeconds(1), KeepAliveTimeout = TimeSpan.FromSeconds(1) };
        using var client = KubernetesConnection.Load(options, TimeProvider.System).Create(ClientRole.Watches);
        var watch = new ListWatch(client, ResourceKind.Of<Widget>(), null);
        var list = await watch.ListAsync(new("0"), _ => { }, Cancelled);
        var watching = watch.WatchAsync(new(list.ResourceVersion, TimeSpan.FromMinutes(5)), _ => true, Cancelled);
        await Task.WhenAny(watching, Task.Delay(500, Cancelled));
        watching.IsCompleted.ShouldBeFalse();
        var clock = Stopwatch.StartNew();
        relay.Freeze();
        await Should.ThrowAsync<IOException>(() => watching.WaitAsync(TimeSpan.FromSeconds(45), Cancelled));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        File.Delete(kubeconfig);
    }

    // 15
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task Two_hundred_watches_run_side_by_side(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("many");
        using var client = WidgetCluster.Connect(server.Cluster.Kubeconfig).Create(ClientRole.Watches);
        var watch = new ListWatch(client, ResourceKind.Of<Widget>(), ns);
        var list = await watch.ListAsync(new("0"), _ => { }, Cancelled);
        var heard = 0;
        var watches = Enumerable.Range(0, 200).Select(_ => watch.WatchAsync(new(list.ResourceVersion, TimeSpan.FromMinutes(5)), _ =>
        {
            Interlocked.Increment(ref heard);
            return false;
        }, Cancelled)).ToArray();
        await server.Client.CreateAsync(Widget.Of(ns, "a"), Cancelled);
        await Task.WhenAll(watches).WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        heard.ShouldBe(200);
    }

    /// <summary>Passes bytes on until it is told to freeze; then keeps the connections open and silent.</summary>
    private sealed class Relay : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private volatile bool _frozen;

        public Relay(Uri upstream)
        {
            _listener.Start();
            _ = AcceptAsync(upstream);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Freeze() => _frozen = true;

        public void Dispose()
        {
            _stop.Cancel();
            _listener.Dispose();
            _stop.Dispose();
        }

        private async Task AcceptAsync(Uri upstream)
        {
            while (!_stop.IsCancellationRequested)
            {
                var near = await _listener.AcceptSocketAsync(_stop.Token);
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await far.ConnectAsync(upstream.Host, upstream.Port, _stop.Token);
                _ = CopyAsync(near, far);
                _ = CopyAsync(far, near);
            }
        }

        private async Task CopyAsync(Socket from, Socket to)
        {
            var buffer = new byte[16 * 1024];
            for (int read; (read = await from.ReceiveAsync(buffer, _stop.Token)) > 0;)
            {
                if (_frozen)
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
    }
}
