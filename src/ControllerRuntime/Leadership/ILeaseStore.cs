using k8s.Models;

namespace StackOperator.ControllerRuntime.Leadership;

/// <summary>The lease object of this operator. Refusals are <see cref="k8s.Autorest.HttpOperationException"/>.</summary>
internal interface ILeaseStore
{
    /// <summary>Reads the lease; null when there is none.</summary>
    Task<V1Lease?> ReadAsync(CancellationToken cancellationToken);

    Task<V1Lease> CreateAsync(V1LeaseSpec spec, CancellationToken cancellationToken);

    /// <summary>Writes the lease when it still has the version that was read.</summary>
    Task<V1Lease> ReplaceAsync(V1Lease lease, CancellationToken cancellationToken);
}
