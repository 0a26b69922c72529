using System.Diagnostics;
using StackOperator.Dev.State;
using StackOperator.LocalServices;
using StackOperator.LocalServices.Containers;

namespace StackOperator.Dev.Up;

/// <summary>k3s in a container as the control plane of a checkout.</summary>
internal static class ContainerCluster
{
    private const int TokenSeconds = 365 * 24 * 3600;
    private static readonly TimeSpan _engineAnswers = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _ready = TimeSpan.FromSeconds(90);

    /// <summary>The engine of this machine; null when none answers quickly.</summary>
    public static async Task<DockerEngine?> TryEngineAsync(CancellationToken ct)
    {
        if (DockerEndpoint.Find(Environment.GetEnvironmentVariable, File.Exists) is not { } endpoint)
            return null;
        var engine = await DockerEngine.TryConnectAsync(endpoint, _engineAnswers, ct);
        if (engine is null)
            Console.WriteLine($"  No Docker engine answers at {endpoint}.");
        return engine;
    }

    /// <summary>The container of the checkout, for an engine that answered.</summary>
    public static K3sControlPlane At(LocalState state, DockerEngine engine) => new(engine, state.Container, Owner(state));

    /// <summary>Tells the checkouts of all machines of an engine apart.</summary>
    public static string Owner(LocalState state) => $"{Environment.MachineName}:{state.Folder}";

    /// <summary>Starts it, making it when it is not there.</summary>
    /// <returns>Null when the engine cannot run it, after a line that says why.</returns>
    public static async Task<ILocalCluster?> TryStartAsync(LocalState state, DockerEngine engine, string kubectl, IStepLog steps, CancellationToken ct)
    {
        var plane = At(state, engine);
        if (await steps.RunAsync("Start k3s in a container", plane.EnsureAsync, ct) is { } problem)
        {
            Directory.Delete(state.Container, recursive: true);
            Console.WriteLine($"  The Docker engine at {engine.Endpoint} cannot run k3s ({problem}): going on without it.");
            return null;
        }

        var cluster = new KubectlCluster(state, kubectl, plane.KubeconfigFile, "k3s in the container", TokenSeconds);
        await steps.RunAsync("Wait for its API server", token => WaitAsync(cluster, plane.Filter, token), ct);
        return cluster;
    }

    private static async Task WaitAsync(KubectlCluster cluster, string filter, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await cluster.IsReadyAsync(ct))
        {
            if (Stopwatch.GetElapsedTime(started) > _ready)
                throw new CommandFailedException($"The API server of k3s was not ready within {_ready.TotalSeconds:0} s: 'docker ps -a --filter {filter}' names its container, 'docker logs' says why; ./dev down --purge starts afresh.");
            await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
        }
    }
}
