using StackOperator.LocalServices.Processes;

namespace StackOperator.LocalServices.ControlPlanes;

/// <summary>A private control plane: etcd and an API server, nothing else (no controllers, no nodes).</summary>
/// <param name="Binaries">What to run.</param>
/// <param name="Folder">Everything it has: data, certificates, logs, kubeconfig. Kept over restarts.</param>
/// <param name="Durable">True survives a crash of the machine; false is faster, for tests.</param>
/// <param name="Lifetime">How long it lives.</param>
public sealed record ControlPlaneSettings(ControlPlaneBinaries Binaries, string Folder, bool Durable, Lifetime Lifetime);
