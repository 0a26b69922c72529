using System.Globalization;
using System.Security.Cryptography;
using StackOperator.LocalServices.Processes;

namespace StackOperator.LocalServices.ControlPlanes;

/// <summary>A running etcd and API server of our own on 127.0.0.1. The API server can be killed and started again at the same address.</summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);
    private readonly ControlPlaneSettings _settings;
    private readonly ControlPlaneFolder _folder;
    private readonly int _etcdPort;
    private readonly int _port;
    private BackgroundProcess? _etcd;
    private BackgroundProcess? _apiServer;

    private ControlPlane(ControlPlaneSettings settings, ControlPlaneFolder folder, int etcdPort, int port)
    {
        _settings = settings;
        _folder = folder;
        _etcdPort = etcdPort;
        _port = port;
    }

    /// <summary>How an administrator (group <c>system:masters</c>) reaches it.</summary>
    public Kubeconfig Admin => new($"https://127.0.0.1:{_port}", _folder.Certificates.AuthorityFile, _folder.AdminToken);

    /// <summary>The file that says the same as <see cref="Admin"/>.</summary>
    public string KubeconfigFile => _folder.KubeconfigFile;

    /// <summary>The keys, for issuing client certificates.</summary>
    public ClusterCertificates Certificates => _folder.Certificates;

    /// <summary>The processes that were started or found, etcd first.</summary>
    public IReadOnlyList<BackgroundProcess> Processes => [.. new[] { _etcd, _apiServer }.OfType<BackgroundProcess>()];

    public bool IsSmall => _settings.Binaries.IsSmall;

    /// <summary>Starts both and returns when the API server is ready.</summary>
    /// <exception cref="LocalServiceException">One of them does not start.</exception>
    public static async Task<ControlPlane> StartAsync(ControlPlaneSettings settings, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var folder = ControlPlaneFolder.Open(settings.Folder);
        for (var attempt = 1; ; attempt++)
        {
            var ports = folder.RememberedPorts() is { } remembered && remembered.All(FreePort.IsFree) ? remembered : FreePort.Take(3);
            folder.RememberPorts(ports);
            var plane = new ControlPlane(settings, folder, ports[0], ports[2]);
            try
            {
                await plane.StartEtcdAsync(ports[1], ct);
                await plane.StartApiServerAsync(ct);
                plane.Admin.Write(folder.KubeconfigFile);
                return plane;
            }
            catch (Exception e)
            {
                await plane.StopAsync();
                if (e is not LocalServiceException || attempt == 3 || ct.IsCancellationRequested)
                    throw;
                folder.ForgetPorts();
            }
        }
    }

    /// <summary>The control plane that runs in a folder; null when none of its processes runs.</summary>
    public static ControlPlane? TryAttach(ControlPlaneSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!Directory.Exists(settings.Folder))
            return null;
        var folder = ControlPlaneFolder.Open(settings.Folder);
        if (folder.RememberedPorts() is not { } ports)
            return null;
        var plane = new ControlPlane(settings, folder, ports[0], ports[2])
        {
            _etcd = BackgroundProcess.TryAttach("etcd", folder.PidFile("etcd"), folder.LogFile("etcd")),
            _apiServer = BackgroundProcess.TryAttach("kube-apiserver", folder.PidFile("kube-apiserver"), folder.LogFile("kube-apiserver")),
        };
        return plane._etcd is null && plane._apiServer is null ? null : plane;
    }

    /// <summary>Whether both processes run and the API server says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken ct = default)
    {
        using var client = new ClusterClient(Admin);
        try
        {
            return _etcd is { IsRunning: true } && _apiServer is { IsRunning: true } && await client.ExistsAsync("/readyz", ct);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Starts the API server (again) at its address and waits until it is ready.</summary>
    public async Task StartApiServerAsync(CancellationToken ct = default)
    {
        if (_apiServer is { IsRunning: true })
            return;
        _apiServer = await BackgroundProcess.StartAsync(
            new BackgroundCommand("kube-apiserver", _settings.Binaries.ApiServer, [.. ApiServerArguments(), .. LeftOut(await _settings.Binaries.MinorAsync(ct))], _folder.LogFile("kube-apiserver"), _settings.Lifetime)
            {
                PidFile = _folder.PidFile("kube-apiserver"),
                // Memory is cheaper here than what the collector takes from two cores.
                Environment = new Dictionary<string, string?> { ["GOGC"] = "400" },
            },
            ct);
        using var client = new ClusterClient(Admin);
        await Readiness.WaitAsync(_apiServer, async token => await client.ExistsAsync("/readyz", token) && await client.ExistsAsync("/api/v1/namespaces/default", token), _patience, ct);
    }

    /// <summary>Kills the API server as a crash would; etcd goes on.</summary>
    public Task KillApiServerAsync() => _apiServer?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Stops both, etcd last: an API server that loses etcd keeps its port for long.</summary>
    public async Task StopAsync()
    {
        var signal = _settings.Durable ? Signal.Terminate : Signal.Kill;
        if (_apiServer is not null)
            await _apiServer.StopAsync(signal, TimeSpan.FromSeconds(10));
        if (_etcd is not null)
            await _etcd.StopAsync(signal, TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StartEtcdAsync(int peerPort, CancellationToken ct)
    {
        List<string> arguments =
        [
            "--data-dir", _folder.EtcdData,
            "--listen-client-urls", EtcdUrl,
            "--advertise-client-urls", EtcdUrl,
            "--listen-peer-urls", $"http://127.0.0.1:{peerPort}",
            "--logger", "zap",
            "--log-level", "warn",
        ];
        if (!_settings.Durable)
            arguments.Add("--unsafe-no-fsync");
        _etcd = await BackgroundProcess.StartAsync(
            new BackgroundCommand("etcd", _settings.Binaries.Etcd, arguments, _folder.LogFile("etcd"), _settings.Lifetime) { PidFile = _folder.PidFile("etcd") }, ct);
        using var http = new HttpClient();
        await Readiness.WaitAsync(_etcd, async token => (await http.GetStringAsync(new Uri($"{EtcdUrl}/health"), token)).Contains("true", StringComparison.Ordinal), _patience, ct);
    }

    private string EtcdUrl => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_etcdPort}");

    private List<string> ApiServerArguments() =>
    [
        $"--etcd-servers={EtcdUrl}",
        $"--secure-port={_port}",
        "--bind-address=127.0.0.1",
        $"--cert-dir={_folder.CertificatesFolder}",
        $"--tls-cert-file={_folder.Certificates.ServingFile}",
        $"--tls-private-key-file={_folder.Certificates.ServingKeyFile}",
        $"--client-ca-file={_folder.Certificates.AuthorityFile}",
        $"--service-account-key-file={_folder.Certificates.TokenVerifyingKeyFile}",
        $"--service-account-signing-key-file={_folder.Certificates.TokenSigningKeyFile}",
        "--service-account-issuer=https://kubernetes.default.svc",
        $"--token-auth-file={_folder.TokenFile}",
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.0.0.0/24",
        "--allow-privileged=true",
    ];

    /// <summary>
    /// What the server leaves out. Nobody runs that would make default accounts or take a volume claim's finalizer away, nor
    /// jobs, volumes or nodes: in the version that Debian has they are a third of a start's CPU time and of the memory.
    /// </summary>
    /// <param name="minor">Minor version of the server; other versions than Debian's know other groups, and keep theirs.</param>
    internal static string[] LeftOut(int? minor)
    {
        const string Never = "--disable-admission-plugins=ServiceAccount,StorageObjectInUseProtection";
        return minor != 20
            ? [Never]
            :
            [
                $"{Never},RuntimeClass,DefaultStorageClass,PersistentVolumeClaimResize",
                "--runtime-config=api/alpha=false,api/beta=false,flowcontrol.apiserver.k8s.io/v1beta1=true,policy/v1beta1=true,"
                    + "autoscaling/v1=false,batch/v1=false,certificates.k8s.io/v1=false,node.k8s.io/v1=false,storage.k8s.io/v1=false",
            ];
    }

    /// <summary>The files of a control plane.</summary>
    private sealed class ControlPlaneFolder
    {
        private readonly string _path;

        private ControlPlaneFolder(string path, ClusterCertificates certificates, string adminToken)
        {
            _path = path;
            Certificates = certificates;
            AdminToken = adminToken;
        }

        public ClusterCertificates Certificates { get; }

        public string AdminToken { get; }

        public string EtcdData => Path.Combine(_path, "data");

        public string CertificatesFolder => Path.Combine(_path, "certificates");

        public string TokenFile => Path.Combine(_path, "tokens.csv");

        public string KubeconfigFile => Path.Combine(_path, "kubeconfig");

        private string PortsFile => Path.Combine(_path, "ports");

        public static ControlPlaneFolder Open(string folder)
        {
            var path = Path.GetFullPath(folder);
            const UnixFileMode closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(path, closed);
            // etcd wants its data closed to others, and makes it so only when it creates the folder itself.
            Directory.CreateDirectory(Path.Combine(path, "data"), closed);
            var tokens = Path.Combine(path, "tokens.csv");
            if (!File.Exists(tokens))
                File.WriteAllText(tokens, $"{RandomNumberGenerator.GetHexString(40, lowercase: true)},admin,admin,system:masters\n");
            var token = File.ReadAllText(tokens).Split(',')[0];
            return new ControlPlaneFolder(path, ClusterCertificates.At(Path.Combine(path, "certificates"), TimeProvider.System), token);
        }

        public string LogFile(string program) => Path.Combine(_path, $"{program}.log");

        public string PidFile(string program) => Path.Combine(_path, $"{program}.pid");

        public int[]? RememberedPorts() =>
            File.Exists(PortsFile) && File.ReadAllText(PortsFile).Split(' ') is { Length: 3 } ports ? [.. ports.Select(p => int.Parse(p, CultureInfo.InvariantCulture))] : null;

        public void RememberPorts(int[] ports) => File.WriteAllText(PortsFile, string.Join(' ', ports));

        public void ForgetPorts() => File.Delete(PortsFile);
    }
}
