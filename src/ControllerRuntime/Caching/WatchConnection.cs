using k8s;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>The client that all informers of a process share.</summary>
internal sealed class WatchConnection(KubernetesConnection connection) : IDisposable
{
    public Kubernetes Client { get; } = connection.Create(ClientRole.Watches);

    public void Dispose() => Client.Dispose();
}
