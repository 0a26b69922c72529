namespace StackOperator.Dev.Up;

/// <summary>The cluster that operator and API work on.</summary>
internal interface ILocalCluster
{
    /// <summary>The administrator's kubeconfig, for <c>kubectl</c>.</summary>
    string Kubeconfig { get; }

    /// <summary>Applies all manifests of a folder; does nothing when there is no such folder.</summary>
    Task ApplyFolderAsync(string folder, CancellationToken ct);

    /// <summary>Makes a namespace unless it is there.</summary>
    Task EnsureNamespaceAsync(string ns, CancellationToken ct);

    /// <summary>Path of a kubeconfig that has the rights of a service account and no other.</summary>
    Task<string> AccountKubeconfigAsync(string ns, string account, CancellationToken ct);
}
