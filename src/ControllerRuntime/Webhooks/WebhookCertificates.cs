using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Client;

namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>
/// Keeps a certificate for webhooks: makes it, shares it by a Secret, replaces it in time. A replica makes the configuration
/// trust a new authority, beside the former one, before it serves with the new certificate: no call fails meanwhile.
/// </summary>
internal sealed class WebhookCertificates(IKubernetesClient client, IOptions<WebhookOptions> options, TimeProvider time, ILogger<WebhookCertificates> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private readonly WebhookOptions _options = options.Value;
    private readonly WebhookSecret _secret = new(client, options.Value);
    private WebhookCertificate? _served;
    private volatile X509Certificate2? _current;

    /// <summary>The certificate to serve with; null until there is one.</summary>
    public X509Certificate2? Current => _current;

    /// <summary>The hosts that certificates are for.</summary>
    public IReadOnlyList<string> Hosts =>
        [$"{_options.ServiceName}.{_options.Namespace}.svc", $"{_options.ServiceName}.{_options.Namespace}.svc.cluster.local", .. _options.Hosts];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = _options.PollInterval;
            try
            {
                await LookAfterAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                AdmissionLog.CertificateFailed(logger, e);
                delay = RetryDelay;
            }

            await Task.Delay(delay, time, stoppingToken);
        }
    }

    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        var certificate = await ReadOrMakeAsync(cancellationToken);
        while (await _secret.TrustAsync(certificate, cancellationToken))
        {
            AdmissionLog.ConfigurationPatched(logger, _options.ConfigurationName);
            // Another replica may have replaced the certificate since it was read: what was just trusted would be out of date.
            certificate = await ReadOrMakeAsync(cancellationToken);
        }

        if (certificate != _served)
        {
            if (_served is not null)
            {
                // API servers read the configuration from a cache: one that does not trust the new authority yet must not meet it.
                await Task.Delay(_options.PropagationTime, time, cancellationToken);
            }

            // The former one stays undisposed: handshakes may be using it.
            var opened = certificate.Open();
            (_current, _served) = (opened, certificate);
            AdmissionLog.CertificateTaken(logger, new DateTimeOffset(opened.NotAfter));
        }
    }

    private async Task<WebhookCertificate> ReadOrMakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (present, version) = await _secret.ReadAsync(cancellationToken);
            var now = time.GetUtcNow();
            if (present is not null && present.IsFit(Hosts, now, _options.RenewBefore))
            {
                return present;
            }

            var made = WebhookCertificate.Create(Hosts, now, _options.Lifetime, present?.Authorities);
            if (await _secret.WriteAsync(made, version, cancellationToken))
            {
                AdmissionLog.CertificateMade(logger, now + _options.Lifetime);
                return made;
            }
        }
    }
}
