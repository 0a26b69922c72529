using StackOperator.Dev.State;
using StackOperator.Dev.Up;
using StackOperator.LocalServices;
using StackOperator.LocalServices.Containers;
using StackOperator.LocalServices.Postgres;

namespace StackOperator.Dev.Down;

/// <summary>Stops what <c>up</c> started, and nothing else: each process is known by its id and start time.</summary>
internal static class Stop
{
    public static async Task RunAsync(LocalState state, IStepLog steps, bool purge, CancellationToken ct)
    {
        if (!Directory.Exists(state.Folder) && !Directory.Exists(state.PostgresElsewhere))
        {
            Console.WriteLine("Nothing runs.");
            return;
        }

        using (await StateLock.TakeAsync(state, steps, ct))
        {
            if (!await StopAllAsync(state, steps, purge, ct))
                Console.WriteLine("Nothing runs.");
            if (purge)
                await steps.RunAsync("Remove .dev", _ => Task.Run(() => Purge(state), CancellationToken.None), ct);
        }
    }

    private static async Task<bool> StopAllAsync(LocalState state, IStepLog steps, bool purge, CancellationToken ct)
    {
        var stopped = false;
        var api = new LocalService(state, "api");
        if (api.Running() is not null)
            stopped |= await steps.RunAsync("Stop the API", _ => api.StopAsync(), ct);
        var stackOperator = new LocalService(state, "operator");
        if (stackOperator.Running() is not null)
            stopped |= await steps.RunAsync("Stop the operator", _ => stackOperator.StopAsync(), ct);
        if (Directory.Exists(state.ControlPlane) && await PrivateCluster.StopAsync(state))
            stopped = Say("Stopped etcd and kube-apiserver");
        stopped |= await StopContainerAsync(state, steps, purge, ct);
        if (PostgresServer.TryAttach(state.Postgres) is { } postgres)
        {
            await steps.RunAsync("Stop PostgreSQL", _ => postgres.StopAsync(), ct);
            stopped = true;
        }

        return stopped;
    }

    private static async Task<bool> StopContainerAsync(LocalState state, IStepLog steps, bool purge, CancellationToken ct)
    {
        if (!Directory.Exists(state.Container))
            return false;
        using var engine = await ContainerCluster.TryEngineAsync(ct);
        if (engine is null)
        {
            Console.WriteLine($"  The container of the control plane is left as it is, because no Docker engine answers: when one does, 'docker rm -fv $(docker ps -aq --filter label={K3sControlPlane.OwnerLabel}={ContainerCluster.Owner(state)})' removes it.");
            return false;
        }

        var plane = ContainerCluster.At(state, engine);
        if (!purge)
            return await steps.RunAsync("Stop k3s", plane.StopAsync, ct);
        await steps.RunAsync("Remove the container of k3s", plane.RemoveAsync, ct);
        return true;
    }

    private static bool Say(string text)
    {
        Console.WriteLine($"  {text}");
        return true;
    }

    private static void Purge(LocalState state)
    {
        foreach (var folder in new[] { state.Folder, state.PostgresElsewhere }.Where(Directory.Exists))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (folder == state.Folder && Directory.EnumerateFileSystemEntries(folder).All(static entry => Path.GetFileName(entry) == "lock"))
            {
                // Another ./dev up waits for its turn and has made its lock: what is here now is its.
            }
        }
    }
}
