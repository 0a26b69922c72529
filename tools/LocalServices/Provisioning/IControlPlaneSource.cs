namespace StackOperator.LocalServices.Provisioning;

/// <summary>One way to get etcd and kube-apiserver.</summary>
internal interface IControlPlaneSource
{
    /// <summary>Puts the programs into an empty folder.</summary>
    /// <returns>False when this way is closed on this machine and the next should be tried.</returns>
    /// <exception cref="LocalServiceException">It is the right way, but it failed for good.</exception>
    Task<bool> TryGetAsync(string folder, IStepLog steps, CancellationToken ct);
}
