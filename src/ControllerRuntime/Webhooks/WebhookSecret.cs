using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>The Secret that replicas share a certificate by, and the configuration that trusts it.</summary>
internal sealed class WebhookSecret(IKubernetesClient client, WebhookOptions options)
{
    private const string CertificateKey = "tls.crt";
    private const string PrivateKey = "tls.key";
    private const string AuthoritiesKey = "ca.crt";

    /// <summary>Reads the certificate; null when there is none.</summary>
    /// <returns>The certificate and the version to pass to <see cref="WriteAsync"/>.</returns>
    public async Task<(WebhookCertificate? Certificate, string? Version)> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var secret = await client.ApiClient.CoreV1.ReadNamespacedSecretAsync(options.SecretName, options.Namespace, cancellationToken: cancellationToken);
            return (Text(secret, CertificateKey), Text(secret, PrivateKey), Text(secret, AuthoritiesKey)) is ({ } certificate, { } key, { } authorities)
                ? (new WebhookCertificate(certificate, key, authorities), secret.Metadata.ResourceVersion)
                : (null, secret.Metadata.ResourceVersion);
        }
        catch (HttpOperationException e) when (e.IsNotFound())
        {
            return (null, null);
        }
    }

    /// <summary>Writes a certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="version">The version that was read; null when there was none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when another replica was faster: read again.</returns>
    public async Task<bool> WriteAsync(WebhookCertificate certificate, string? version, CancellationToken cancellationToken)
    {
        var secret = new V1Secret
        {
            ApiVersion = "v1",
            Kind = "Secret",
            Metadata = new V1ObjectMeta { Name = options.SecretName, NamespaceProperty = options.Namespace, ResourceVersion = version },
            Type = "kubernetes.io/tls",
            Data = new Dictionary<string, byte[]>
            {
                [CertificateKey] = Encoding.ASCII.GetBytes(certificate.Certificate),
                [PrivateKey] = Encoding.ASCII.GetBytes(certificate.Key),
                [AuthoritiesKey] = Encoding.ASCII.GetBytes(certificate.Authorities),
            },
        };
        try
        {
            _ = version is null
                ? await client.ApiClient.CoreV1.CreateNamespacedSecretAsync(secret, options.Namespace, cancellationToken: cancellationToken)
                : await client.ApiClient.CoreV1.ReplaceNamespacedSecretAsync(secret, options.SecretName, options.Namespace, cancellationToken: cancellationToken);
            return true;
        }
        catch (HttpOperationException e) when (e.IsConflict() || e.IsAlreadyExists())
        {
            return false;
        }
    }

    /// <summary>Makes every webhook of the configuration trust the authorities; nothing when there is no configuration.</summary>
    /// <returns>True when something had to be changed.</returns>
    public async Task<bool> TrustAsync(WebhookCertificate certificate, CancellationToken cancellationToken)
    {
        V1ValidatingWebhookConfiguration configuration;
        try
        {
            configuration = await client.ApiClient.AdmissionregistrationV1.ReadValidatingWebhookConfigurationAsync(options.ConfigurationName, cancellationToken: cancellationToken);
        }
        catch (HttpOperationException e) when (e.IsNotFound())
        {
            return false;
        }

        var bundle = Encoding.ASCII.GetBytes(certificate.Authorities);
        var outdated = (configuration.Webhooks ?? []).Where(webhook => webhook.ClientConfig.CaBundle is not { } trusted || !trusted.AsSpan().SequenceEqual(bundle)).ToList();
        if (outdated.Count == 0)
        {
            return false;
        }

        var patch = new JsonObject
        {
            ["webhooks"] = new JsonArray([.. outdated.Select(webhook => new JsonObject
            {
                ["name"] = webhook.Name,
                ["clientConfig"] = new JsonObject { ["caBundle"] = Convert.ToBase64String(bundle) },
            })]),
        };
        await client.ApiClient.AdmissionregistrationV1.PatchValidatingWebhookConfigurationAsync(
            new V1Patch(patch.ToJsonString(), V1Patch.PatchType.StrategicMergePatch), options.ConfigurationName, cancellationToken: cancellationToken);
        return true;
    }

    private static string? Text(V1Secret secret, string key) => secret.Data is { } data && data.TryGetValue(key, out var value) ? Encoding.ASCII.GetString(value) : null;
}
