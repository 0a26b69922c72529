using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using k8s;
using k8s.Autorest;
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

    // 14
    [Fact]
    public async Task A_peer_that_vanishes_under_a_watch_over_HTTP_1_1_is_noticed_by_keep_alive_probes()
    {
        using var server = new VanishingServer();
        var kubeconfig = Path.Combine(Path.GetTempPath(), $"vanishing-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            current-context: it
            clusters: [{ name: it, cluster: { server: "{{server.Address}}" } }]
            contexts: [{ name: it, context: { cluster: it, user: it } }]
            users: [{ name: it, user: { token: any } }]
            """, Cancelled);
        using var client = KubernetesConnection.Load(new KubernetesConnectionOptions { Kubeconfig = kubeconfig, KeepAliveDelay = TimeSpan.FromSeconds(1) }, TimeProvider.System).Create(ClientRole.Watches);
        File.Delete(kubeconfig);
        var watching = new ListWatch(client, ResourceKind.Of<Widget>(), null).WatchAsync(new("1", TimeSpan.FromMinutes(5)), _ => true, Cancelled);
        await server.Answered.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        // A peer that is there answers the probes, so silence alone ends nothing.
        var longerThanTheTimeout = TimeSpan.FromSeconds(6);
        await Task.WhenAny(watching, Task.Delay(longerThanTheTimeout, Cancelled));
        watching.IsCompleted.ShouldBeFalse();
        server.Vanish();
        // One second of silence and three probes; 30 s and three times 10 s by default.
        await Should.ThrowAsync<IOException>(() => watching.WaitAsync(TimeSpan.FromSeconds(45), Cancelled));
    }

    // 20
    [Fact]
    public async Task A_thousand_calls_refused_and_abandoned_ones_among_them_share_a_few_connections()
    {
        var server = await WidgetCluster.OfAsync(ServerVersion.Genuine);
        using var relay = new Relay(new(server.Cluster.Server));
        var text = (await File.ReadAllTextAsync(server.Cluster.Kubeconfig, Cancelled)).Replace(server.Cluster.Server.TrimEnd('/'), $"https://127.0.0.1:{relay.Port}");
        var kubeconfig = Path.Combine(Path.GetDirectoryName(server.Cluster.Kubeconfig)!, $"relay-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(kubeconfig, text, Cancelled);
        using var client = WidgetCluster.Connect(kubeconfig).Create(ClientRole.Requests);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => CallAsync(client, worker)));
        relay.Accepted.ShouldBeInRange(1, 8);
        File.Delete(kubeconfig);
    }

    private static async Task CallAsync(IKubernetes client, int worker)
    {
        for (var i = 0; i < 64; i++)
        {
            using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            if (i % 10 == worker % 10)
                abandoned.CancelAfter(TimeSpan.FromMilliseconds(1));
            try
            {
                await client.CoreV1.ReadNamespaceAsync(i % 3 == 0 ? "no-such-namespace" : "default", cancellationToken: abandoned.Token);
            }
            catch (Exception e) when (e is HttpOperationException || (e is OperationCanceledException && !Cancelled.IsCancellationRequested))
            {
                // Refused or abandoned, as wanted.
            }
        }
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
        private volatile int _accepted;

        public Relay(Uri upstream)
        {
            _listener.Start();
            _ = AcceptAsync(upstream);
        }

        /// <summary>Connections so far.</summary>
        public int Accepted => _accepted;

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
                _accepted++;
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
