namespace StackOperator.Dev.Up;

/// <summary>What the API server is.</summary>
internal enum ControlPlaneKind
{
    /// <summary>The cluster of the current kubeconfig context.</summary>
    Context,

    /// <summary>k3s in a container of ours.</summary>
    Container,

    /// <summary>etcd and kube-apiserver as processes of ours.</summary>
    Programs,
}
