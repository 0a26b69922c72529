using CliWrap.Buffered;
using StackOperator.LocalServices.ControlPlanes;
using StackOperator.Testing.Clusters;

namespace StackOperator.Dev.Tests.Fixtures;

public sealed class TestClusterTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_account_has_no_rights_until_a_role_is_bound() => await ProveServiceAccountAsync(await TestCluster.SharedAsync(Ct));

    [Fact]
    public async Task A_service_account_has_no_rights_until_a_role_is_bound_on_the_newest_server()
    {
        var cluster = await TestCluster.SharedNewestAsync(Ct);
        Assert.SkipWhen(cluster is null, "No newer control plane is on this machine.");
        await ProveServiceAccountAsync(cluster);
    }

    [Fact]
    public async Task A_private_cluster_keeps_its_objects_when_the_API_server_is_killed()
    {
        await using var cluster = await TestCluster.StartPrivateAsync(Ct);
        var ns = await cluster.CreateNamespaceAsync("kept", new Dictionary<string, string> { ["stackoperator.io/organizations"] = "acme" }, Ct);
        using var client = new ClusterClient(Kubeconfig.Read(cluster.Kubeconfig));

        await cluster.KillApiServerAsync();
        await Should.ThrowAsync<HttpRequestException>(() => client.ExistsAsync($"/api/v1/namespaces/{ns}", Ct));

        await cluster.StartApiServerAsync(Ct);
        (await client.GetAsync($"/api/v1/namespaces/{ns}", Ct))["metadata"]!["annotations"]!["stackoperator.io/organizations"]!.GetValue<string>().ShouldBe("acme");
    }

    private static async Task ProveServiceAccountAsync(TestCluster cluster)
    {
        var ns = await cluster.CreateNamespaceAsync("accounts", ct: Ct);
        var path = await cluster.ServiceAccountKubeconfigAsync(ns, "reader", Ct);
        var configMaps = $"/api/v1/namespaces/{ns}/configmaps";
        (await KubectlAsync(path, "get", "--raw", configMaps)).ShouldBe(1);

        await cluster.ApplyAsync($$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: { name: reader, namespace: {{ns}} }
            rules: [{ apiGroups: [""], resources: [configmaps], verbs: [list] }]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: { name: reader, namespace: {{ns}} }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
            subjects: [{ kind: ServiceAccount, name: reader, namespace: {{ns}} }]
            """, Ct);

        await Testing.Eventually.UntilAsync(async _ => await KubectlAsync(path, "get", "--raw", configMaps) == 0, because: "the role allows to list", ct: Ct);
    }

    private static async Task<int> KubectlAsync(string kubeconfig, params string[] arguments)
    {
        var result = await CliWrap.Cli.Wrap("kubectl").WithArguments(["--kubeconfig", kubeconfig, .. arguments]).WithValidation(CliWrap.CommandResultValidation.None).ExecuteBufferedAsync(Ct);
        return result.ExitCode;
    }
}
