using StackOperator.Testing;
using StackOperator.Testing.Clusters;

namespace StackOperator.Operator.Tests.Running;

/// <summary>Gives a service account exactly what <c>config/rbac</c> gives the operator, and nothing else.</summary>
internal static class OperatorRights
{
    private const string Manifest = "config/rbac/operator.yaml";
    private const string Name = "stack-operator";

    public static async Task<string> KubeconfigAsync(TestCluster cluster, string home, CancellationToken ct)
    {
        // Names of their own, so that tests do not share roles; the lease keeps its name.
        var account = $"operator-{home}";
        var text = (await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Folder, Manifest), ct))
            .Replace($"  name: {Name}\n", $"  name: {account}\n", StringComparison.Ordinal)
            .Replace($"  namespace: {Name}\n", $"  namespace: {home}\n", StringComparison.Ordinal);
        var documents = text.Split("---\n").Where(static document => !document.Contains("kind: Namespace\n", StringComparison.Ordinal));
        await cluster.ApplyAsync(string.Join("---\n", documents), ct);
        return await cluster.ServiceAccountKubeconfigAsync(home, account, ct);
    }
}
