using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.Testing.Clusters;

namespace StackOperator.Testing.Faults;

/// <summary>
/// A proxy in front of an API server that goes wrong on demand. Connect with <see cref="Kubeconfig"/>, add rules, and look at <see cref="Requests"/>.
/// Every request acts as the user of the upstream kubeconfig; impersonation headers pass.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly k8s.Kubernetes _upstream;
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("fault-proxy-").FullName;
    private CancellationTokenSource _alive = new();

    private FaultProxy(WebApplication app, k8s.Kubernetes upstream)
    {
        (_app, _upstream) = (app, upstream);
        app.Run(ForwardAsync);
    }

    /// <summary>Path of a kubeconfig that leads to the proxy.</summary>
    public string Kubeconfig { get; private set; } = "";

    /// <summary>Where the proxy listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What goes wrong.</summary>
    public FaultRules Rules { get; } = new();

    /// <summary>Everything that arrived, oldest first.</summary>
    public IReadOnlyList<ProxiedRequest> Requests => [.. _requests];

    /// <summary>Starts a proxy in front of a test cluster, serving plain HTTP/1.1.</summary>
    public static Task<FaultProxy> StartAsync(TestCluster cluster, CancellationToken cancellationToken = default) =>
        StartAsync(cluster.Kubeconfig, tls: false, cancellationToken);

    /// <summary>Starts a proxy.</summary>
    /// <param name="upstream">Kubeconfig of the API server behind it.</param>
    /// <param name="tls">Whether to serve https (HTTP/2 and 1.1) with a certificate of its own, which the kubeconfig trusts; else plain HTTP/1.1.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<FaultProxy> StartAsync(string upstream, bool tls = false, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var certificate = tls ? SelfSigned() : null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is null)
                    return;
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificate);
            });
        });
        if (tls)
            builder.WebHost.UseKestrelHttpsConfiguration();
        var proxy = new FaultProxy(builder.Build(), KubernetesConnection.Load(upstream).Create(ClientRole.Watches));
        await proxy._app.StartAsync(cancellationToken);
        proxy.Address = new(proxy._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        proxy.Kubeconfig = await proxy.WriteKubeconfigAsync(certificate, cancellationToken);
        return proxy;
    }

    /// <summary>Removes all rules.</summary>
    public void Clear() => Rules.Clear();

    /// <summary>Breaks every connection that waits or watches now.</summary>
    public void DropConnections()
    {
        using var old = Interlocked.Exchange(ref _alive, new());
        old.Cancel();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        DropConnections();
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _upstream.Dispose();
        _alive.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = new ProxiedRequest(context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "", System.Text.Encoding.UTF8.GetString(body.ToArray()));
        _requests.Enqueue(request);
        using var alive = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _alive.Token);
        try
        {
            var faults = Rules.For(request);
            foreach (var fault in faults)
            {
                if (await fault.AnswerAsync(context))
                    return;
            }

            await AskAsync(context, request, body.ToArray(), faults, alive.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            context.Abort();
        }
    }

    private async Task AskAsync(HttpContext context, ProxiedRequest request, byte[] body, Fault[] faults, CancellationToken cancellationToken)
    {
        using var message = Message(context, request, body);
        using var answer = await _upstream.HttpClient.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (Array.Exists(faults, f => f.LosesAnswer))
        {
            await answer.Content.CopyToAsync(Stream.Null, cancellationToken);
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Content.Headers.Concat(answer.Headers).Where(h => h.Key is not ("Content-Length" or "Transfer-Encoding" or "Connection")))
            context.Response.Headers[header.Key] = header.Value.ToArray();
        await context.Response.StartAsync(cancellationToken);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        if (request.IsWatch && answer.IsSuccessStatusCode)
            await new WatchRelay(context, faults).RunAsync(stream, cancellationToken);
        else
            await stream.CopyToAsync(context.Response.Body, cancellationToken);
    }

    private HttpRequestMessage Message(HttpContext context, ProxiedRequest request, byte[] body)
    {
        var message = new HttpRequestMessage(new(request.Method), new Uri(_upstream.BaseUri, request.Path.TrimStart('/') + request.Query))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (body.Length > 0)
        {
            message.Content = new ByteArrayContent(body);
            if (context.Request.ContentType is { } type)
                message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, value) in context.Request.Headers)
        {
            if (name is "Accept" or "User-Agent" || name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase))
                message.Headers.TryAddWithoutValidation(name, value.ToArray());
        }

        return message;
    }

    private async Task<string> WriteKubeconfigAsync(X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_folder, "kubeconfig");
        var authority = certificate is null ? "" : $", certificate-authority-data: {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()))}";
        var text = $$$"""
            apiVersion: v1
            kind: Config
            current-context: proxy
            contexts: [{name: proxy, context: {cluster: proxy, user: proxy}}]
            clusters: [{name: proxy, cluster: {server: "{{{Address}}}"{{{authority}}} }}]
            users: [{name: proxy, user: {token: unused}}]
            """;
        await File.WriteAllTextAsync(path, text, cancellationToken);
        return path;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=fault-proxy", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
