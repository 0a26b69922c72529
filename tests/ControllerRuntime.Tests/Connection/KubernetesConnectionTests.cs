using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using k8s;
using Microsoft.AspNetCore.Http;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Tests.Connection;

public sealed class KubernetesConnectionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // 5
    [Fact]
    public async Task A_token_file_is_read_again_after_401_and_the_call_repeated_once()
    {
        var seen = new List<string>();
        await using var server = await LocalServer.StartAsync(context =>
        {
            seen.Add(context.Request.Headers.Authorization.ToString());
            context.Response.StatusCode = seen[^1] == "Bearer second" ? 200 : 401;
            return Task.CompletedTask;
        });
        var token = Path.Combine(server.Folder, "token");
        await File.WriteAllTextAsync(token, "first", Cancelled);
        using var client = KubernetesConnection.Load(server.Kubeconfig(user: "tokenFile: token")).Create(ClientRole.Requests);
        (await GetAsync(client)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await File.WriteAllTextAsync(token, "second", Cancelled);
        (await GetAsync(client)).StatusCode.ShouldBe(HttpStatusCode.OK);
        seen.ShouldBe(["Bearer first", "Bearer first", "Bearer second"]);
    }

    // 10
    [Fact]
    public async Task A_new_authority_counts_without_a_restart()
    {
        var (first, firstPem) = LocalServer.Authority("first");
        var (second, secondPem) = LocalServer.Authority("second");
        var serving = LocalServer.Serving(first, "localhost");
        await using var server = await LocalServer.StartAsync(Closing, () => serving);
        var authority = Path.Combine(server.Folder, "ca.crt");
        await File.WriteAllTextAsync(authority, firstPem, Cancelled);
        using var client = Client(server, "certificate-authority: ca.crt");
        (await GetAsync(client)).StatusCode.ShouldBe(HttpStatusCode.OK);

        serving = LocalServer.Serving(second, "localhost");
        await Should.ThrowAsync<HttpRequestException>(() => GetAsync(client));
        await File.WriteAllTextAsync(authority, "", Cancelled);
        serving = LocalServer.Serving(first, "localhost");
        (await GetAsync(client)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await File.WriteAllTextAsync(authority, secondPem, Cancelled);
        serving = LocalServer.Serving(second, "localhost");
        (await GetAsync(client)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // 12
    [Fact]
    public async Task A_certificate_of_the_cluster_authority_for_another_name_or_purpose_is_refused()
    {
        var (authority, pem) = LocalServer.Authority("cluster");
        var serving = LocalServer.Serving(authority, "other.example");
        await using var server = await LocalServer.StartAsync(Closing, () => serving);
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "ca.crt"), pem, Cancelled);
        using (var client = Client(server, "certificate-authority: ca.crt"))
            await Should.ThrowAsync<HttpRequestException>(() => GetAsync(client));
        using (var client = Client(server, "certificate-authority: ca.crt\n    tls-server-name: other.example"))
            (await GetAsync(client)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var client = Client(server, "insecure-skip-tls-verify: true"))
            (await GetAsync(client)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var client = Client(server, ""))
            await Should.ThrowAsync<HttpRequestException>(() => GetAsync(client));
        serving = LocalServer.Serving(authority, "localhost", usage: "1.3.6.1.5.5.7.3.2");
        using (var client = Client(server, "certificate-authority: ca.crt"))
            await Should.ThrowAsync<HttpRequestException>(() => GetAsync(client));
    }

    // 13
    [Fact]
    public async Task The_identity_to_act_as_is_sent()
    {
        IHeaderDictionary headers = new HeaderDictionary();
        await using var server = await LocalServer.StartAsync(context =>
        {
            headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
            return Task.CompletedTask;
        });
        var user = "token: t\nas: jane\nas-groups:\n- one\n- two\nas-user-extra:\n  reason: test";
        using var client = KubernetesConnection.Load(server.Kubeconfig(user: user)).Create(ClientRole.Requests);
        await GetAsync(client);
        headers["Impersonate-User"].ToString().ShouldBe("jane");
        headers["Impersonate-Group"].SelectMany(v => v!.Split(',', StringSplitOptions.TrimEntries)).ShouldBe(["one", "two"]);
        headers["Impersonate-Extra-reason"].ToString().ShouldBe("test");
        headers.Authorization.ToString().ShouldBe("Bearer t");
    }

    // 11
    [Fact]
    public async Task The_proxy_of_the_kubeconfig_is_used()
    {
        var hosts = new List<string>();
        await using var proxy = await LocalServer.StartAsync(context =>
        {
            hosts.Add(context.Request.Host.ToString());
            return Task.CompletedTask;
        });
        using var client = KubernetesConnection.Load(proxy.Kubeconfig($"proxy-url: {proxy.Address}", server: "http://api.invalid:6443")).Create(ClientRole.Requests);
        (await GetAsync(client)).StatusCode.ShouldBe(HttpStatusCode.OK);
        hosts.ShouldBe(["api.invalid:6443"]);
    }

    // 11
    [Fact]
    public void Within_the_cluster_no_proxy_stands_between()
    {
        var access = new ServerAccess { Server = new("https://10.0.0.1"), Namespace = "n", Trust = new(null), InCluster = true };
        using var handler = new SocketsHttpHandler();
        new KubernetesConnection(access, new(), TimeProvider.System).Configure(handler);
        handler.UseProxy.ShouldBeFalse();
        using var outside = new SocketsHttpHandler();
        new KubernetesConnection(access with { InCluster = false }, new(), TimeProvider.System).Configure(outside);
        outside.UseProxy.ShouldBeTrue();
    }

    // 14: a vanished peer is noticed within 30 + 15 s by HTTP/2 pings, within 30 + 3 x 10 s by TCP probes.
    [Fact]
    public async Task Connections_probe_a_silent_peer()
    {
        using var handler = new SocketsHttpHandler();
        var access = new ServerAccess { Server = new("https://10.0.0.1"), Namespace = "n", Trust = new(null) };
        new KubernetesConnection(access, new(), TimeProvider.System).Configure(handler);
        (handler.KeepAlivePingDelay + handler.KeepAlivePingTimeout).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(45));

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connect = new TcpKeepAlive(TimeSpan.FromSeconds(30));
        var opened = new TaskCompletionSource<Socket>();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (context, ct) =>
            {
                var stream = (NetworkStream)await connect.ConnectAsync(context, ct);
                opened.SetResult(stream.Socket);
                return stream;
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{listener.LocalEndpoint}/");
        var sending = invoker.SendAsync(request, Cancelled);
        var accepted = await listener.AcceptTcpClientAsync(Cancelled);
        var socket = await opened.Task.WaitAsync(Cancelled);
        (Option(SocketOptionName.TcpKeepAliveTime) + (Option(SocketOptionName.TcpKeepAliveInterval) * Option(SocketOptionName.TcpKeepAliveRetryCount))).ShouldBeLessThanOrEqualTo(60);
        accepted.Dispose();
        await Should.ThrowAsync<HttpRequestException>(() => sending);

        int Option(SocketOptionName name) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, name)!;
    }

    // 21
    [Fact]
    public async Task A_compressed_answer_is_read()
    {
        await using var server = await LocalServer.StartAsync(async context =>
        {
            context.Request.Headers.AcceptEncoding.ToString().ShouldContain("gzip");
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync("""{"gitVersion":"v1.2.3"}"""u8.ToArray());
        });
        var connection = KubernetesConnection.Load(new KubernetesConnectionOptions { Kubeconfig = server.Kubeconfig(), Compression = true }, TimeProvider.System);
        using var client = connection.Create(ClientRole.Requests);
        (await client.Version.GetCodeAsync(Cancelled)).GitVersion.ShouldBe("v1.2.3");
    }

    // 2, 3: left to the client, pinned here because requirements above stand on it.
    [Fact]
    public async Task Names_and_namespace_come_from_the_context()
    {
        await using var server = await LocalServer.StartAsync(Closing);
        var connection = KubernetesConnection.Load(server.Kubeconfig());
        (connection.Namespace, connection.Server).ShouldBe(("home", server.Address));
        Should.Throw<Exception>(() => KubernetesConnection.Load(Path.Combine(server.Folder, "missing")));
    }

    // 20
    [Fact]
    public async Task A_hundred_thousand_calls_leave_nothing_behind()
    {
        var access = new ServerAccess { Server = new("http://api.invalid"), Namespace = "n", Trust = new(null), Tokens = FixedToken.Bearer("t") };
        using var invoker = new HttpMessageInvoker(new RetryHandler(TimeProvider.System, TimeSpan.FromSeconds(1))
        {
            InnerHandler = new AuthHandler(access) { InnerHandler = new MetricsHandler { InnerHandler = new Stub(_ => new(HttpStatusCode.OK)) } },
        });
        await CallAsync(5_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await CallAsync(100_000);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(20_000_000);

        async Task CallAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "http://api.invalid/");
                using var response = await invoker.SendAsync(request, Cancelled);
            }
        }
    }

    private static Task Closing(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }

    private static Kubernetes Client(LocalServer server, string cluster) =>
        KubernetesConnection.Load(server.Kubeconfig(cluster, server: $"https://localhost:{server.Address.Port}")).Create(ClientRole.Watches);

    // HTTP/1.1 with "Connection: close", so that each call is a handshake of its own.
    private static async Task<HttpResponseMessage> GetAsync(Kubernetes client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseUri, "version"));
        return await client.HttpClient.SendAsync(request, Cancelled);
    }
}
