using k8s;
using k8s.Authentication;
using k8s.KubeConfigModels;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>Turns what the client read (service account or kubeconfig) into sources that stay current.</summary>
internal static class ServerAccessReader
{
    private const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    public static ServerAccess InCluster(TimeProvider clock)
    {
        var config = KubernetesClientConfiguration.InClusterConfig();
        return new()
        {
            Server = new(config.Host),
            Namespace = config.Namespace?.Trim() is { Length: > 0 } name ? name : "default",
            InCluster = true,
            Trust = new(() => File.ReadAllText(Path.Combine(ServiceAccountFolder, "ca.crt"))),
            Tokens = new TokenFile(Path.Combine(ServiceAccountFolder, "token"), clock),
        };
    }

    public static ServerAccess Kubeconfig(string? path, string? context, TimeProvider clock)
    {
        var file = path is null ? KubernetesClientConfiguration.LoadKubeConfig() : KubeconfigFile.Read(path);
        var current = file.Contexts?.FirstOrDefault(c => c.Name == (context ?? file.CurrentContext))?.ContextDetails;
        var cluster = file.Clusters?.FirstOrDefault(c => c.Name == current?.Cluster)?.ClusterEndpoint ?? new ClusterEndpoint();
        var user = file.Users?.FirstOrDefault(u => u.Name == current?.User)?.UserCredentials ?? new UserCredentials();
        var folder = Path.GetDirectoryName(Path.GetFullPath(path ?? file.FileName ?? KubernetesClientConfiguration.KubeConfigDefaultLocation))!;
        var extras = KubeconfigExtras.Read(path ?? file.FileName, current?.Cluster, current?.User);
        // The client refuses a user whose only credential is a token file, which it does not know.
        if (extras.TokenFile is not null && string.IsNullOrEmpty(user.Token))
            user.Token = "from-file";
        var config = KubernetesClientConfiguration.BuildConfigFromConfigObject(file, context);
        return new()
        {
            Server = new(config.Host),
            Namespace = string.IsNullOrEmpty(config.Namespace) ? "default" : config.Namespace,
            Trust = Trust(cluster, folder),
            ClientCertificate = Certificate(config, user, folder),
            Tokens = Tokens(config, user, extras.TokenFile is null ? null : Path.Combine(folder, extras.TokenFile), clock),
            Impersonation = string.IsNullOrEmpty(user.Impersonate) ? null
                : new(user.Impersonate, [.. user.ImpersonateGroups ?? []], user.ImpersonateUserExtra ?? []),
            TlsServerName = string.IsNullOrEmpty(cluster.TlsServerName) ? null : cluster.TlsServerName,
            Proxy = extras.Proxy,
        };
    }

    private static ServerTrust Trust(ClusterEndpoint cluster, string folder)
    {
        if (cluster.SkipTlsVerify)
            return new(read: null, skip: true);
        if (!string.IsNullOrEmpty(cluster.CertificateAuthorityData))
        {
            var pem = Decode(cluster.CertificateAuthorityData);
            return new(() => pem);
        }

        if (string.IsNullOrEmpty(cluster.CertificateAuthority))
            return new(read: null);
        var path = Path.Combine(folder, cluster.CertificateAuthority);
        return new(() => File.ReadAllText(path));
    }

    private static ClientCertificateSource? Certificate(KubernetesClientConfiguration config, UserCredentials user, string folder)
    {
        if (!string.IsNullOrEmpty(user.ClientCertificateData) && !string.IsNullOrEmpty(user.ClientKeyData))
            return Fixed(user.ClientCertificateData, user.ClientKeyData);
        if (!string.IsNullOrEmpty(user.ClientCertificate) && !string.IsNullOrEmpty(user.ClientKey))
        {
            var (certificate, key) = (Path.Combine(folder, user.ClientCertificate), Path.Combine(folder, user.ClientKey));
            return new(() => (File.ReadAllText(certificate), File.ReadAllText(key)));
        }

        // From an exec plugin, which the client ran while it read the file.
        return !string.IsNullOrEmpty(config.ClientCertificateData) && !string.IsNullOrEmpty(config.ClientCertificateKeyData)
            ? Fixed(config.ClientCertificateData, config.ClientCertificateKeyData)
            : null;
    }

    private static ITokenSource? Tokens(KubernetesClientConfiguration config, UserCredentials user, string? tokenFile, TimeProvider clock)
    {
        if (tokenFile is not null)
            return new TokenFile(tokenFile, clock);
        if (!string.IsNullOrEmpty(user.Token))
            return FixedToken.Bearer(user.Token);
        if (!string.IsNullOrEmpty(user.UserName))
            return FixedToken.Basic(user.UserName, user.Password);
        if (user.ExternalExecution is { } exec && config.TokenProvider is not null)
            return new ExecToken(() => new ExecTokenProvider(exec));
        return config.TokenProvider is { } provider ? new ExecToken(() => provider)
            : string.IsNullOrEmpty(config.AccessToken) ? null
            : FixedToken.Bearer(config.AccessToken);
    }

    private static ClientCertificateSource Fixed(string certificateData, string keyData)
    {
        var pem = (Decode(certificateData), Decode(keyData));
        return new(() => pem);
    }

    private static string Decode(string base64) => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
