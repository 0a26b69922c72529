using System.Text.Json.Nodes;

namespace StackOperator.LocalServices.ControlPlanes;

/// <summary>Service accounts for programs that run outside of the cluster.</summary>
public sealed class ServiceAccounts(ClusterClient client, Kubeconfig admin)
{
    private const int TokenSeconds = 365 * 24 * 3600;

    /// <summary>Makes the account unless it is there, and writes a kubeconfig that speaks as it beside the cluster's certificates.</summary>
    /// <param name="ns">Namespace; must exist.</param>
    /// <param name="name">Name of the account.</param>
    /// <param name="asCertificate">True for servers that issue no service account tokens: a client certificate carries the same user and groups.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The file's path.</returns>
    public async Task<string> KubeconfigAsync(string ns, string name, bool asCertificate, CancellationToken ct)
    {
        var accounts = $"/api/v1/namespaces/{ns}/serviceaccounts";
        if (!await client.ExistsAsync($"{accounts}/{name}", ct))
            await client.PostAsync(accounts, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = new JsonObject { ["name"] = name } }, ct);
        var folder = Path.GetDirectoryName(admin.AuthorityFile)!;
        var path = Path.Combine(folder, $"{ns}.{name}.kubeconfig");
        var kubeconfig = asCertificate
            ? admin with { Token = null, Client = Certificate(folder, ns, name), Namespace = ns }
            : admin with { Token = await TokenAsync($"{accounts}/{name}/token", ct), Namespace = ns };
        kubeconfig.Write(path);
        return path;
    }

    private static (string Certificate, string Key) Certificate(string folder, string ns, string name) =>
        ClusterCertificates.At(folder, TimeProvider.System).IssueClient(
            $"system:serviceaccount:{ns}:{name}", ["system:serviceaccounts", $"system:serviceaccounts:{ns}", "system:authenticated"], TimeProvider.System);

    private async Task<string> TokenAsync(string path, CancellationToken ct)
    {
        var request = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = new JsonObject { ["expirationSeconds"] = TokenSeconds } };
        var answer = await client.PostAsync(path, request, ct);
        return answer["status"]!["token"]!.GetValue<string>();
    }
}
