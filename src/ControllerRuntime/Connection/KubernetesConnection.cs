using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using k8s;

namespace StackOperator.ControllerRuntime.Connection;

/// <summary>Where the API server is and how to talk to it; makes one client per role.</summary>
public sealed class KubernetesConnection
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);
    private readonly ServerAccess _access;
    private readonly KubernetesConnectionOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lazy<JsonSerializerOptions> _json;

    internal KubernetesConnection(ServerAccess access, KubernetesConnectionOptions options, TimeProvider clock)
    {
        (_access, _options, _clock) = (access, options, clock);
        _json = new(() => JsonOptions(new KubernetesClientConfiguration(), []));
    }

    /// <summary>The process's own namespace: the pod's, or that of the kubeconfig context; <c>default</c> when neither says one.</summary>
    public string Namespace => _access.Namespace;

    /// <summary>Base address of the API server.</summary>
    public Uri Server => _access.Server;

    /// <summary>How resources are read and written: the client's rules with the registered contexts in front.</summary>
    public JsonSerializerOptions Json => _json.Value;

    internal TimeSpan RequestTimeout => _options.RequestTimeout;

    /// <summary>Reads where to connect. Without a path: the variable KUBECONFIG, then the pod's service account, then the file in the home folder.</summary>
    /// <exception cref="k8s.Exceptions.KubeConfigException">The file is missing or unusable.</exception>
    public static KubernetesConnection Load(string? kubeconfig = null, string? context = null) =>
        Load(new KubernetesConnectionOptions { Kubeconfig = kubeconfig, Context = context }, TimeProvider.System);

    /// <summary>The connection of a pod; false outside a cluster.</summary>
    public static bool TryInCluster([NotNullWhen(true)] out KubernetesConnection? connection)
    {
        connection = KubernetesClientConfiguration.IsInCluster()
            ? new(ServerAccessReader.InCluster(TimeProvider.System), new(), TimeProvider.System)
            : null;
        return connection is not null;
    }

    /// <summary>Makes a client with connections of its own; the caller disposes it.</summary>
    /// <param name="role">What it is for.</param>
    /// <param name="types">More source-generated contexts, asked before those of the options.</param>
    public Kubernetes Create(ClientRole role, params JsonSerializerContext[] types)
    {
        var config = new KubernetesClientConfiguration
        {
            Host = _access.Server.AbsoluteUri,
            Namespace = _access.Namespace,
            UserAgent = _options.UserAgent,
            HttpClientTimeout = role == ClientRole.Leases ? _options.LeaseTimeout : _options.RequestTimeout,
            FirstMessageHandlerSetup = Configure,
        };
        JsonOptions(config, types);
        // The first handler is the outermost: repeats pass through the others, so each attempt is signed and counted.
        DelegatingHandler[] handlers = role == ClientRole.Requests
            ? [new RetryHandler(_clock, _options.RetryDeadline), new AuthHandler(_access), new MetricsHandler()]
            : [new AuthHandler(_access), new MetricsHandler()];
        return new(config, handlers);
    }

    internal static KubernetesConnection Load(KubernetesConnectionOptions options, TimeProvider clock)
    {
        var named = !string.IsNullOrEmpty(options.Kubeconfig);
        var variable = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KUBECONFIG"));
        var access = !named && !variable && KubernetesClientConfiguration.IsInCluster()
            ? ServerAccessReader.InCluster(clock)
            : ServerAccessReader.Kubeconfig(named ? options.Kubeconfig : null, string.IsNullOrEmpty(options.Context) ? null : options.Context, clock);
        return new(access, options, clock);
    }

    internal void Configure(SocketsHttpHandler handler)
    {
        handler.KeepAlivePingDelay = _options.KeepAliveDelay;
        handler.KeepAlivePingTimeout = _options.KeepAliveTimeout;
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        handler.EnableMultipleHttp2Connections = true;
        handler.PooledConnectionLifetime = ConnectionLifetime;
        handler.ConnectTimeout = ConnectTimeout;
        handler.ConnectCallback = new TcpKeepAlive(_options.KeepAliveDelay).ConnectAsync;
        handler.AutomaticDecompression = _options.Compression ?? !_access.Server.IsLoopback ? DecompressionMethods.GZip : DecompressionMethods.None;
        // The address of the API server within the cluster is never behind a proxy, whatever the variables say.
        handler.UseProxy = !_access.InCluster;
        if (_access.Proxy is { } proxy)
            handler.Proxy = new WebProxy(proxy);
        handler.SslOptions.RemoteCertificateValidationCallback = _access.Trust.Validate;
        if (_access.ClientCertificate is { } certificate)
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate.Current;
    }

    private JsonSerializerOptions JsonOptions(KubernetesClientConfiguration config, IEnumerable<JsonSerializerContext> types)
    {
        JsonSerializerOptions? json = null;
        config.AddJsonOptions(options =>
        {
            var position = 0;
            foreach (var context in types.Concat(_options.JsonContexts))
                options.TypeInfoResolverChain.Insert(position++, context);
            json = options;
        });
        return json!;
    }
}
