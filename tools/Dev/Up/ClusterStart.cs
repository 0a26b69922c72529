using StackOperator.Dev.State;
using StackOperator.LocalServices;
using StackOperator.LocalServices.ControlPlanes;
using StackOperator.LocalServices.Provisioning;

namespace StackOperator.Dev.Up;

/// <summary>Gets the cluster that an installation works on.</summary>
internal sealed class ClusterStart(LocalState state, IStepLog steps, Provisioner provisioner, string kubectl)
{
    private const int ContextTokenSeconds = 24 * 3600;

    public async Task<ILocalCluster> RunAsync(bool contextWanted, CancellationToken ct) => Facts(contextWanted).Decide() switch
    {
        ControlPlaneKind.Context => await UseContextAsync(ct),
        ControlPlaneKind.Container => await StartContainerAsync(ct),
        ControlPlaneKind.Programs => await StartProgramsAsync(ct),
        _ => await TryContainerAsync(ct) ?? await StartProgramsAsync(ct),
    };

    private ControlPlaneFacts Facts(bool contextWanted) => new(
        contextWanted,
        Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 },
        Directory.Exists(state.Container),
        Directory.Exists(state.ControlPlane),
        ControlPlaneBinaries.Find() is not null);

    private async Task<ILocalCluster> UseContextAsync(CancellationToken ct)
    {
        var cluster = new KubectlCluster(state, kubectl, KubectlCluster.UsersKubeconfig(), "The current kubeconfig context", ContextTokenSeconds);
        var context = await cluster.CheckAsync(ct);
        Console.WriteLine($"  Using the kubeconfig context '{context}'.");
        return cluster;
    }

    private async Task<ILocalCluster?> TryContainerAsync(CancellationToken ct)
    {
        using var engine = await ContainerCluster.TryEngineAsync(ct);
        return engine is null ? null : await ContainerCluster.TryStartAsync(state, engine, kubectl, steps, ct);
    }

    private async Task<ILocalCluster> StartContainerAsync(CancellationToken ct) =>
        await TryContainerAsync(ct) ?? throw new CommandFailedException("The control plane of this checkout is a container, and its Docker engine cannot be used: start Docker and try again, or run ./dev down --purge to start afresh without it.");

    private async Task<ILocalCluster> StartProgramsAsync(CancellationToken ct)
    {
        var binaries = await provisioner.EnsureControlPlaneAsync(ct);
        if (await PrivateCluster.TryAttachAsync(state, binaries, ct) is { } running)
        {
            Console.WriteLine("  etcd and kube-apiserver run already");
            return running;
        }

        return await steps.RunAsync<ILocalCluster>("Start etcd and kube-apiserver", async token => await PrivateCluster.StartAsync(state, binaries, token), ct);
    }
}
