using System.Text.Json.Nodes;
using StackOperator.Dev.State;
using StackOperator.LocalServices.ControlPlanes;
using StackOperator.LocalServices.Processes;

namespace StackOperator.Dev.Up;

/// <summary>A control plane of our own, in <c>.dev/</c>.</summary>
internal sealed class PrivateCluster : ILocalCluster, IDisposable
{
    private readonly ControlPlane _plane;
    private readonly ClusterClient _client;

    private PrivateCluster(ControlPlane plane)
    {
        _plane = plane;
        _client = new ClusterClient(plane.Admin);
    }

    public string Kubeconfig => _plane.KubeconfigFile;

    /// <summary>The one that runs and is ready; null when there is none.</summary>
    public static async Task<PrivateCluster?> TryAttachAsync(LocalState state, ControlPlaneBinaries binaries, CancellationToken ct) =>
        ControlPlane.TryAttach(Settings(state, binaries)) is { } running && await running.IsReadyAsync(ct) ? new PrivateCluster(running) : null;

    /// <summary>A new start on the kept data, after what is left of the last one has ended.</summary>
    public static async Task<PrivateCluster> StartAsync(LocalState state, ControlPlaneBinaries binaries, CancellationToken ct)
    {
        await StopAsync(state);
        return new PrivateCluster(await ControlPlane.StartAsync(Settings(state, binaries), ct));
    }

    /// <summary>Stops the control plane of <c>.dev/</c>; false when none ran.</summary>
    public static async Task<bool> StopAsync(LocalState state)
    {
        if (ControlPlane.TryAttach(Settings(state, new ControlPlaneBinaries("", ""))) is not { } running)
            return false;
        await running.StopAsync();
        return true;
    }

    /// <summary>What runs of it.</summary>
    public static IReadOnlyList<BackgroundProcess> Processes(LocalState state) =>
        ControlPlane.TryAttach(Settings(state, new ControlPlaneBinaries("", "")))?.Processes ?? [];

    public Task ApplyFolderAsync(string folder, CancellationToken ct) => new Manifests(_client, "dev").ApplyFolderAsync(folder, ct);

    public async Task EnsureNamespaceAsync(string ns, CancellationToken ct)
    {
        if (!await _client.ExistsAsync($"/api/v1/namespaces/{ns}", ct))
            await _client.PostAsync("/api/v1/namespaces", new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = ns } }, ct);
    }

    public Task<string> AccountKubeconfigAsync(string ns, string account, CancellationToken ct) =>
        new ServiceAccounts(_client, _plane.Admin).KubeconfigAsync(ns, account, _plane.IsSmall, ct);

    public void Dispose() => _client.Dispose();

    private static ControlPlaneSettings Settings(LocalState state, ControlPlaneBinaries binaries) => new(binaries, state.ControlPlane, Durable: true, Lifetime.Detached);
}
