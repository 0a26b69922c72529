using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Leadership;

/// <summary>The lease in the API server, over connections of its own, so that nothing else can delay a renewal.</summary>
internal sealed class KubernetesLeaseStore(KubernetesConnection connection, IOptions<OperatorSettings> settings) : ILeaseStore, IDisposable
{
    private readonly Kubernetes _client = connection.Create(ClientRole.Leases);
    private readonly string _name = settings.Value.Name;
    private readonly string _namespace = settings.Value.HomeNamespace;

    public async Task<V1Lease?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _client.CoordinationV1.ReadNamespacedLeaseAsync(_name, _namespace, cancellationToken: cancellationToken);
        }
        catch (HttpOperationException e) when (e.IsNotFound())
        {
            return null;
        }
    }

    public Task<V1Lease> CreateAsync(V1LeaseSpec spec, CancellationToken cancellationToken)
        => _client.CoordinationV1.CreateNamespacedLeaseAsync(
            new V1Lease { ApiVersion = "coordination.k8s.io/v1", Kind = "Lease", Metadata = new V1ObjectMeta { Name = _name, NamespaceProperty = _namespace }, Spec = spec },
            _namespace,
            cancellationToken: cancellationToken);

    public Task<V1Lease> ReplaceAsync(V1Lease lease, CancellationToken cancellationToken)
        => _client.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, _name, _namespace, cancellationToken: cancellationToken);

    public void Dispose() => _client.Dispose();
}
