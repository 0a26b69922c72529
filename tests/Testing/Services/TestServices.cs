using StackOperator.LocalServices.ControlPlanes;
using StackOperator.LocalServices.Postgres;
using StackOperator.LocalServices.Processes;
using StackOperator.LocalServices.TestRuns;
using StackOperator.Testing.Clusters;

namespace StackOperator.Testing.Services;

/// <summary>
/// What the tests of one process share. <c>./dev test</c> starts the servers once for all processes and says where they are;
/// a process that runs alone starts its own on first use, and the kernel ends them with it.
/// </summary>
internal static class TestServices
{
    private static readonly Lazy<RunFolder> _folder = new(MakeFolder);
    private static readonly Lazy<Task<string>> _database = new(StartDatabaseAsync);
    private static readonly Lazy<Task<TestCluster>> _cluster = new(StartClusterAsync);
    private static readonly Lazy<Task<TestCluster?>> _newest = new(StartNewestAsync);
    private static int _privateClusters;

    /// <summary>Connection string of the server's superuser.</summary>
    public static Task<string> DatabaseAsync() => _database.Value;

    public static Task<TestCluster> ClusterAsync() => _cluster.Value;

    public static Task<TestCluster?> NewestClusterAsync() => _newest.Value;

    /// <summary>A folder for a control plane of one test.</summary>
    public static string NextPrivateFolder() => Path.Combine(_folder.Value.FolderPath, $"private-{Interlocked.Increment(ref _privateClusters)}");

    private static RunFolder MakeFolder()
    {
        var folder = RunFolder.Create();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    }

    private static async Task<string> StartDatabaseAsync() =>
        Environment.GetEnvironmentVariable(TestEnvironment.DatabaseUrl) is { Length: > 0 } given
            ? given
            : (await PostgresServer.StartAsync(new PostgresSettings(Path.Combine(_folder.Value.FolderPath, "postgres"), Durable: false, Lifetime.WithParent))).ConnectionString;

    private static async Task<TestCluster> StartClusterAsync() =>
        TestCluster.At(TestEnvironment.Kubeconfig)
        ?? await TestCluster.StartAsync(TestControlPlanes.Genuine(), Path.Combine(_folder.Value.FolderPath, "control-plane"), CancellationToken.None);

    private static async Task<TestCluster?> StartNewestAsync()
    {
        if (TestCluster.At(TestEnvironment.NewestKubeconfig) is { } given)
            return given;
        return await ControlPlaneBinaries.FindNewestAsync() is { } binaries
            ? await TestCluster.StartAsync(binaries, Path.Combine(_folder.Value.FolderPath, "newest"), CancellationToken.None)
            : null;
    }
}
