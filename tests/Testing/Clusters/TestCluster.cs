using System.Text.Json.Nodes;
using StackOperator.LocalServices.ControlPlanes;
using StackOperator.LocalServices.Processes;
using StackOperator.LocalServices.TestRuns;
using StackOperator.Testing.Services;

namespace StackOperator.Testing.Clusters;

/// <summary>
/// A real API server with the CustomResourceDefinitions of <c>config/crd</c>. No controllers run: namespaces do not finish deleting,
/// owner references are not collected. A test makes a namespace of its own and leaves it behind.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly Kubeconfig _admin;
    private readonly ClusterClient _client;
    private readonly ControlPlane? _plane;
    private readonly bool _small;

    private TestCluster(string kubeconfigFile, Kubeconfig admin, ControlPlane? plane, bool small)
    {
        Kubeconfig = kubeconfigFile;
        _admin = admin;
        _client = new ClusterClient(admin);
        _plane = plane;
        _small = small;
    }

    /// <summary>Path of the administrator's kubeconfig.</summary>
    public string Kubeconfig { get; }

    /// <summary>URL of the API server.</summary>
    public string Server => _admin.Server;

    /// <summary>Bearer token of a member of <c>system:masters</c>.</summary>
    public string AdminToken => _admin.Token!;

    /// <summary>PEM file of the authority that signed the server's certificate.</summary>
    public string CertificateAuthorityFile => _admin.AuthorityFile;

    /// <summary>The genuine kube-apiserver that the run shares.</summary>
    public static Task<TestCluster> SharedAsync(CancellationToken ct = default) => TestServices.ClusterAsync().WaitAsync(ct);

    /// <summary>The newest API machinery that the run shares (CEL, WatchList); null when it is not on this machine: skip the test.</summary>
    public static Task<TestCluster?> SharedNewestAsync(CancellationToken ct = default) => TestServices.NewestClusterAsync().WaitAsync(ct);

    /// <summary>An etcd and a genuine kube-apiserver for a test that kills or restarts them. Dispose it.</summary>
    public static Task<TestCluster> StartPrivateAsync(CancellationToken ct = default) =>
        StartAsync(TestControlPlanes.Genuine(), TestServices.NextPrivateFolder(), ct);

    /// <summary>Makes a namespace whose name starts with <paramref name="prefix"/>.</summary>
    /// <returns>The name.</returns>
    public async Task<string> CreateNamespaceAsync(string prefix, IDictionary<string, string>? annotations = null, CancellationToken ct = default)
    {
        var name = $"{prefix}-{Guid.NewGuid():N}"[..Math.Min(63, prefix.Length + 13)];
        var metadata = new JsonObject { ["name"] = name };
        if (annotations is not null)
            metadata["annotations"] = new JsonObject(annotations.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value)));
        await _client.PostAsync("/api/v1/namespaces", new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = metadata }, ct);
        return name;
    }

    /// <summary>Makes a service account (unless it is there) and returns the path of a kubeconfig that speaks as it. It has no rights until a role is bound.</summary>
    public Task<string> ServiceAccountKubeconfigAsync(string ns, string name, CancellationToken ct = default) =>
        new ServiceAccounts(_client, _admin).KubeconfigAsync(ns, name, asCertificate: _small, ct);

    /// <summary>Applies manifests as an administrator.</summary>
    /// <param name="yamlFileOrText">A path relative to the checkout, an absolute path, or YAML text.</param>
    /// <param name="ct">Cancels.</param>
    public async Task ApplyAsync(string yamlFileOrText, CancellationToken ct = default)
    {
        var file = yamlFileOrText.Contains('\n') ? null : Path.Combine(RepositoryRoot.Folder, yamlFileOrText);
        var text = file is not null && File.Exists(file) ? await File.ReadAllTextAsync(file, ct) : yamlFileOrText;
        await new Manifests(_client, "tests").ApplyTextAsync(text, ct);
    }

    /// <summary>Kills the API server as a crash would. Only for private clusters.</summary>
    public Task KillApiServerAsync() => Private.KillApiServerAsync();

    /// <summary>Starts a killed API server at the same address. Only for private clusters.</summary>
    public Task StartApiServerAsync(CancellationToken ct = default) => Private.StartApiServerAsync(ct);

    /// <summary>Stops a private cluster; does nothing to a shared one.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_plane is null)
            return;
        await _plane.DisposeAsync();
        _client.Dispose();
    }

    /// <summary>The cluster, definitions included, whose kubeconfig an environment variable names; null when it names none.</summary>
    internal static TestCluster? At(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path
            ? new TestCluster(path, LocalServices.ControlPlanes.Kubeconfig.Read(path), plane: null, small: variable == TestEnvironment.NewestKubeconfig)
            : null;

    internal static async Task<TestCluster> StartAsync(ControlPlaneBinaries binaries, string folder, CancellationToken ct)
    {
        var plane = await ControlPlane.StartAsync(new ControlPlaneSettings(binaries, folder, Durable: false, Lifetime.WithParent), ct);
        var cluster = new TestCluster(plane.KubeconfigFile, plane.Admin, plane, binaries.IsSmall);
        await new Manifests(cluster._client, "tests").ApplyFolderAsync(Path.Combine(RepositoryRoot.Folder, "config", "crd"), ct);
        return cluster;
    }

    private ControlPlane Private => _plane ?? throw new InvalidOperationException("Other tests use this cluster too: start one with StartPrivateAsync.");
}
