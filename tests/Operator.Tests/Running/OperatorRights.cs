using StackOperator.Testing;
using StackOperator.Testing.Clusters;

namespace StackOperator.Operator.Tests.Running;

/// <summary>Gives a service account exactly what <c>config/rbac</c> gives the operator, and nothing else.</summary>
internal static class OperatorRights
{
    private const string File = "config/rbac/operator_role.yaml";

    public static async Task<string> KubeconfigAsync(TestCluster cluster, string home, CancellationToken ct)
    {
        var kubeconfig = await cluster.ServiceAccountKubeconfigAsync(home, "operator", ct);
        var roles = await System.IO.File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Folder, File), ct);
        // Names of their own, so that tests do not share roles; the lease keeps its name.
        await cluster.ApplyAsync(
            roles.Replace("  name: stack-operator\n", $"  name: operator-{home}\n", StringComparison.Ordinal)
                .Replace("  namespace: stack-operator\n", $"  namespace: {home}\n", StringComparison.Ordinal),
            ct);
        await cluster.ApplyAsync(
            $$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: operator-{{home}}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: operator-{{home}}}
            subjects: [{kind: ServiceAccount, name: operator, namespace: {{home}}}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: operator-{{home}}
              namespace: {{home}}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator-{{home}}}
            subjects: [{kind: ServiceAccount, name: operator, namespace: {{home}}}]
            """,
            ct);
        return kubeconfig;
    }
}
