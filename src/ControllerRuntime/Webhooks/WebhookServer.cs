using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>The HTTPS server of webhooks: a server of its own, so that the address of probes and metrics stays what the environment says.</summary>
internal sealed class WebhookServer(
    IOptions<WebhookOptions> options, WebhookCertificates certificates, IEnumerable<WebhookRoute> routes, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    // The API server sends the old and the new object; etcd takes none above 1.5 MB.
    private const long MaxBody = 7 * 1024 * 1024;
    private WebApplication? _app;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Port is not { } port)
        {
            return;
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, port));
        _app = builder.Build();
        _app.UseRouting();
        foreach (var route in routes)
        {
            _app.MapPost(route.Path, route.Handle);
        }

        await _app.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Configure(KestrelServerOptions kestrel, int port)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBody;
        // No certificate yet: the handshake fails and the API server goes by its failure policy.
        kestrel.ListenAnyIP(port, listen => listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificateSelector = (_, _) => certificates.Current }));
    }
}
