using System.Collections.Concurrent;
using StackOperator.LocalServices;
using StackOperator.LocalServices.ControlPlanes;
using StackOperator.LocalServices.Postgres;
using StackOperator.LocalServices.Processes;
using StackOperator.LocalServices.TestRuns;

namespace StackOperator.Dev.TestRuns;

/// <summary>The servers that all test programs of a run share.</summary>
internal sealed class TestServers : IAsyncDisposable
{
    private readonly RunFolder _folder = RunFolder.Create();
    private readonly ConcurrentBag<IAsyncDisposable> _servers = [];
    private readonly ConcurrentDictionary<string, string?> _environment = [];

    /// <summary>How test programs find them.</summary>
    public IReadOnlyDictionary<string, string?> Environment => _environment;

    public static async Task<TestServers> StartAsync(Repository repository, IStepLog steps, CancellationToken ct)
    {
        var servers = new TestServers();
        try
        {
            await steps.RunAsync("Start PostgreSQL and the API servers", token => servers.StartAllAsync(repository, token), ct);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartAllAsync(Repository repository, CancellationToken ct)
    {
        var newest = await ControlPlaneBinaries.FindNewestAsync(ct);
        await Task.WhenAll(
            StartDatabaseAsync(ct),
            StartClusterAsync(repository, TestControlPlanes.Genuine(), TestEnvironment.Kubeconfig, ct),
            newest is null ? Task.CompletedTask : StartClusterAsync(repository, newest, TestEnvironment.NewestKubeconfig, ct));
    }

    private async Task StartDatabaseAsync(CancellationToken ct)
    {
        if (System.Environment.GetEnvironmentVariable(TestEnvironment.DatabaseUrl) is { Length: > 0 })
            return;
        var server = await PostgresServer.StartAsync(new PostgresSettings(Path.Combine(_folder.FolderPath, "postgres"), Durable: false, Lifetime.WithParent), ct);
        _servers.Add(server);
        _environment[TestEnvironment.DatabaseUrl] = server.ConnectionString;
    }

    private async Task StartClusterAsync(Repository repository, ControlPlaneBinaries binaries, string variable, CancellationToken ct)
    {
        var plane = await ControlPlane.StartAsync(new ControlPlaneSettings(binaries, Path.Combine(_folder.FolderPath, variable), Durable: false, Lifetime.WithParent), ct);
        _servers.Add(plane);
        using var client = new ClusterClient(plane.Admin);
        await new Manifests(client, "tests").ApplyFolderAsync(repository.At("config", "crd"), ct);
        _environment[variable] = plane.KubeconfigFile;
    }
}
