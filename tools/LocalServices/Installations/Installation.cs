using System.Collections.Concurrent;
using System.Globalization;
using StackOperator.LocalServices.ControlPlanes;
using StackOperator.LocalServices.Postgres;
using StackOperator.LocalServices.Processes;

namespace StackOperator.LocalServices.Installations;

/// <summary>
/// A whole installation on this machine, from built binaries: what tests kill and benchmarks load. Operator and API run with
/// service accounts that have the rules of <c>config/rbac</c> and no other.
/// </summary>
public sealed class Installation : IAsyncDisposable
{
    private readonly InstallationSettings _settings;
    private readonly ConcurrentQueue<ServiceProcess> _services = [];
    private readonly string _operatorKubeconfig;
    private readonly string _apiKubeconfig;
    private bool _isGuest;
    private int _started;

    private Installation(InstallationSettings settings, PostgresServer database, ControlPlane controlPlane, string operatorKubeconfig, string apiKubeconfig)
    {
        _settings = settings;
        _operatorKubeconfig = operatorKubeconfig;
        _apiKubeconfig = apiKubeconfig;
        Database = database;
        ControlPlane = controlPlane;
    }

    /// <summary>The database server.</summary>
    public PostgresServer Database { get; }

    /// <summary>etcd and the API server.</summary>
    public ControlPlane ControlPlane { get; }

    /// <summary>Connection string of the database.</summary>
    public string DatabaseUrl => Database.ConnectionString;

    /// <summary>Kubeconfig of the service account that the operator (<c>operator</c>) or the API (<c>api</c>) runs with.</summary>
    public string KubeconfigFor(string process) => process == "operator" ? _operatorKubeconfig : _apiKubeconfig;

    /// <summary>Starts database and control plane and applies definitions and roles; no operator and no API yet.</summary>
    public static async Task<Installation> StartAsync(InstallationSettings settings, CancellationToken ct = default)
    {
        Directory.CreateDirectory(settings.Folder);
        KeyRingFile.Ensure(KeyRing(settings));
        var database = PostgresServer.StartAsync(new PostgresSettings(Path.Combine(settings.Folder, "postgres"), settings.Durable, settings.Lifetime), ct);
        var controlPlane = await ControlPlane.StartAsync(new ControlPlaneSettings(settings.Binaries, Path.Combine(settings.Folder, "control-plane"), settings.Durable, settings.Lifetime), ct);
        using var client = new ClusterClient(controlPlane.Admin);
        var manifests = new Manifests(client, "installation");
        await manifests.ApplyFolderAsync(Path.Combine(settings.Repository, "config", "crd"), ct);
        await manifests.ApplyFolderAsync(Path.Combine(settings.Repository, "config", "rbac"), ct);
        var accounts = new ServiceAccounts(client, controlPlane.Admin);
        return new Installation(
            settings,
            await database,
            controlPlane,
            await accounts.KubeconfigAsync(InstallationSettings.HomeNamespace, ServiceEnvironment.OperatorAccount, controlPlane.IsSmall, ct),
            await accounts.KubeconfigAsync(InstallationSettings.HomeNamespace, ServiceEnvironment.ApiAccount, controlPlane.IsSmall, ct));
    }

    /// <summary>
    /// Starts a database of its own beside the control plane of another installation, for APIs alone: operators of both would
    /// compete for one lease.
    /// </summary>
    /// <param name="host">Whose control plane is used; it must live longer.</param>
    /// <param name="settings">Settings of the new installation.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Installation> StartBesideAsync(Installation host, InstallationSettings settings, CancellationToken ct = default)
    {
        Directory.CreateDirectory(settings.Folder);
        KeyRingFile.Ensure(KeyRing(settings));
        var database = await PostgresServer.StartAsync(new PostgresSettings(Path.Combine(settings.Folder, "postgres"), settings.Durable, settings.Lifetime), ct);
        return new Installation(settings, database, host.ControlPlane, host._operatorKubeconfig, host._apiKubeconfig) { _isGuest = true };
    }

    /// <summary>Starts one more operator and waits until its caches are filled.</summary>
    public Task<ServiceProcess> StartOperatorAsync(IReadOnlyDictionary<string, string?>? environment = null, CancellationToken ct = default)
        => StartAsync("Operator", _operatorKubeconfig, port: null, environment, ct);

    /// <summary>Starts one more API and waits until it is ready; a port makes it come back at the same address.</summary>
    public Task<ServiceProcess> StartApiAsync(int? port = null, IReadOnlyDictionary<string, string?>? environment = null, CancellationToken ct = default)
        => StartAsync("Api", _apiKubeconfig, port, environment, ct);

    /// <summary>Issues an access token.</summary>
    /// <param name="user">Login.</param>
    /// <param name="organizations"><c>ORG=ROLE[,ORG=ROLE…]</c>.</param>
    /// <param name="ct">Cancels.</param>
    public Task<string> IssueTokenAsync(string user, string organizations, CancellationToken ct = default)
        => AccessTokens.IssueAsync([Program("Api")], DatabaseUrl, user, organizations, ct);

    /// <summary>Stops all operators and APIs that were started here and still run.</summary>
    public async Task StopServicesAsync()
    {
        var stopping = new List<Task>();
        while (_services.TryDequeue(out var service))
            stopping.Add(service.Process.DisposeAsync().AsTask());
        await Task.WhenAll(stopping);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopServicesAsync();
        if (!_isGuest)
            await ControlPlane.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task<ServiceProcess> StartAsync(string project, string kubeconfig, int? port, IReadOnlyDictionary<string, string?>? more, CancellationToken ct)
    {
        var url = new Uri($"http://127.0.0.1:{port ?? FreePort.Take()}");
        var environment = ServiceEnvironment.Create(DatabaseUrl, kubeconfig, KeyRing(_settings), url);
        foreach (var (name, value) in _settings.Environment.Concat(more ?? new Dictionary<string, string?>()))
            environment[name] = value;

        var number = Interlocked.Increment(ref _started).ToString(CultureInfo.InvariantCulture);
        var log = Path.Combine(_settings.Folder, $"{project.ToLowerInvariant()}-{number}.log");
        var command = new BackgroundCommand(project, Program(project), [], log, _settings.Lifetime) { Environment = environment };
        var service = new ServiceProcess(url, await BackgroundProcess.StartAsync(command, ct));
        _services.Enqueue(service);
        using var http = new HttpClient();
        await Readiness.WaitAsync(service.Process, async probe => (await http.GetAsync(new Uri(url, "readyz"), probe)).IsSuccessStatusCode, TimeSpan.FromSeconds(60), ct);
        return service;
    }

    /// <summary>Path of the built operator (<c>Operator</c>) or API (<c>Api</c>).</summary>
    public string Program(string project)
    {
        var path = Path.Combine(_settings.Repository, "src", project, "bin", _settings.Configuration, "net10.0", $"StackOperator.{project}");
        return File.Exists(path) ? path : throw new LocalServiceException($"{path} is missing: build the solution first (dotnet build -c {_settings.Configuration}).");
    }

    private static string KeyRing(InstallationSettings settings) => Path.Combine(Path.GetFullPath(settings.Folder), "key-ring.json");
}
