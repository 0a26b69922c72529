namespace StackOperator.ControllerRuntime.Connection;

/// <summary>Where an API server is and how to be trusted by it; read once, the sources inside stay current.</summary>
internal sealed record ServerAccess
{
    public required Uri Server { get; init; }

    public required string Namespace { get; init; }

    public bool InCluster { get; init; }

    public required ServerTrust Trust { get; init; }

    public ClientCertificateSource? ClientCertificate { get; init; }

    public ITokenSource? Tokens { get; init; }

    public Impersonation? Impersonation { get; init; }

    /// <summary>Name the serving certificate must carry instead of the server's host.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Proxy named by the kubeconfig; null leaves the choice to the environment.</summary>
    public Uri? Proxy { get; init; }
}
