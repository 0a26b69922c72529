using System.Net.Http.Headers;
using k8s;
using StackOperator.LocalServices;
using StackOperator.LocalServices.ControlPlanes;
using StackOperator.LocalServices.Installations;
using StackOperator.LocalServices.Processes;

namespace StackOperator.Benchmarks.Environments;

/// <summary>A fresh private installation in Release, with durable storage as in production, and clients for it.</summary>
internal sealed class BenchmarkEnvironment : IAsyncDisposable
{
    /// <summary>Organization of all benchmark stacks.</summary>
    public const string Organization = "bench-org";

    private readonly RunFolder _folder;
    private string? _token;

    private BenchmarkEnvironment(RunFolder folder, Installation installation)
    {
        _folder = folder;
        Installation = installation;
        Cluster = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(installation.ControlPlane.KubeconfigFile));
    }

    /// <summary>The processes.</summary>
    public Installation Installation { get; }

    /// <summary>The API server, as an administrator.</summary>
    public Kubernetes Cluster { get; }

    /// <summary>The running API; null before <see cref="StartServicesAsync"/>.</summary>
    public ServiceProcess? Api { get; private set; }

    /// <summary>Starts database and control plane, and nothing that uses them.</summary>
    public static async Task<BenchmarkEnvironment> StartAsync(CancellationToken cancellationToken)
    {
        var folder = RunFolder.Create();
        var binaries = ControlPlaneBinaries.Find()
            ?? throw new LocalServiceException("No kube-apiserver in the cache: run ./dev up or ./dev test once, it gets one.");
        var settings = new InstallationSettings(RepositoryFolder(), Path.Combine(folder.FolderPath, "installation"), binaries)
        {
            Configuration = "Release",
            Durable = true,
        };
        return new BenchmarkEnvironment(folder, await Installation.StartAsync(settings, cancellationToken));
    }

    /// <summary>Starts operator and API.</summary>
    public async Task<ServiceProcess> StartServicesAsync(CancellationToken cancellationToken)
    {
        var service = await Installation.StartOperatorAsync(ct: cancellationToken);
        Api = await Installation.StartApiAsync(ct: cancellationToken);
        _token = await Installation.IssueTokenAsync("bench", $"{Organization}=admin", cancellationToken);
        return service;
    }

    /// <summary>Starts an API alone: updates need no operator.</summary>
    public async Task<ServiceProcess> StartApiAsync(CancellationToken cancellationToken)
    {
        Api = await Installation.StartApiAsync(ct: cancellationToken);
        _token = await Installation.IssueTokenAsync("bench", $"{Organization}=admin", cancellationToken);
        return Api;
    }

    /// <summary>Value of the Authorization header.</summary>
    public string Authorization => $"token {_token}";

    /// <summary>Headers of every request to the API.</summary>
    public IReadOnlyDictionary<string, string> Headers => new Dictionary<string, string>
    {
        ["Authorization"] = $"token {_token}",
        ["Accept"] = "application/vnd.pulumi+8",
    };

    /// <summary>A client of the API that keeps its connections.</summary>
    public HttpClient CreateApiClient()
    {
        var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(30) }) { BaseAddress = Api!.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", _token);
        client.DefaultRequestHeaders.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/vnd.pulumi+8"));
        return client;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Cluster.Dispose();
        await Installation.DisposeAsync();
        _folder.Dispose();
    }

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "StackOperator.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new LocalServiceException("The checkout was not found above the benchmark's binary.");
    }
}
