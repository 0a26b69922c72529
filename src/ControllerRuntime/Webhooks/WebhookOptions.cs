namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>Where webhooks are served and how their certificate is kept.</summary>
public sealed class WebhookOptions
{
    /// <summary>Port of the HTTPS server; null serves none.</summary>
    public int? Port { get; set; }

    /// <summary>Namespace of service and secret.</summary>
    public string Namespace { get; set; } = "default";

    /// <summary>Name of the service that leads to the server; the certificate is for it.</summary>
    public string ServiceName { get; set; } = "webhook";

    /// <summary>Name of the Secret that holds the certificate; it is made when it does not exist.</summary>
    public string SecretName { get; set; } = "webhook-certificate";

    /// <summary>Name of the ValidatingWebhookConfiguration whose <c>caBundle</c> is kept up to date.</summary>
    public string ConfigurationName { get; set; } = "webhook";

    /// <summary>More names or addresses the certificate is for.</summary>
    public IList<string> Hosts { get; } = [];

    /// <summary>How long a certificate is valid. Default 1 year.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long before its end a certificate is replaced. Default 60 days.</summary>
    public TimeSpan RenewBefore { get; set; } = TimeSpan.FromDays(60);

    /// <summary>How often each replica looks at the Secret. Default 1 minute.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long API servers may take to see a changed configuration; a replaced certificate is served this much later.</summary>
    public TimeSpan PropagationTime { get; set; } = TimeSpan.FromSeconds(10);
}
