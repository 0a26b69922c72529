using System.Collections.Concurrent;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.Testing;
using StackOperator.Testing.Clusters;

namespace StackOperator.ControllerRuntime.Tests.Widgets;

/// <summary>A test cluster that knows the Widget, and a client of it.</summary>
internal sealed class WidgetCluster
{
    private static readonly ConcurrentDictionary<string, Task<WidgetCluster>> Ready = new();

    private WidgetCluster(TestCluster cluster)
    {
        Cluster = cluster;
        Client = new(Connect(cluster.Kubeconfig));
    }

    public TestCluster Cluster { get; }

    public KubernetesClient Client { get; }

    /// <summary>The shared cluster of a version; the test is skipped when it is not on this machine.</summary>
    public static async Task<WidgetCluster> OfAsync(ServerVersion version)
    {
        var ct = TestContext.Current.CancellationToken;
        var cluster = version == ServerVersion.Genuine ? await TestCluster.SharedAsync(ct) : await TestCluster.SharedNewestAsync(ct);
        if (cluster is null)
            Assert.Skip("The newest API machinery is not on this machine.");
        return await WithWidgetsAsync(cluster!);
    }

    public static Task<WidgetCluster> WithWidgetsAsync(TestCluster cluster) => Ready.GetOrAdd(cluster.Kubeconfig, _ => PrepareAsync(cluster));

    public static KubernetesConnection Connect(string kubeconfig, TimeProvider? clock = null) =>
        KubernetesConnection.Load(new KubernetesConnectionOptions { Kubeconfig = kubeconfig, UserAgent = "cache-tests/1", JsonContexts = { WidgetContext.Default } }, clock ?? TimeProvider.System);

    public Task<string> NamespaceAsync(string prefix) => Cluster.CreateNamespaceAsync(prefix, ct: TestContext.Current.CancellationToken);

    public static string Definition(string plural, string kind, string extra = "") => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: {{plural}}.cache.test
        spec:
          group: cache.test
          scope: Namespaced
          names:
            kind: {{kind}}
            listKind: {{kind}}List
            plural: {{plural}}
            singular: {{kind.ToLowerInvariant()}}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: { status: {} }
            schema:
              openAPIV3Schema:
                type: object
                {{extra}}
                properties:
                  spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
                  status: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """;

    private static async Task<WidgetCluster> PrepareAsync(TestCluster cluster)
    {
        await cluster.ApplyAsync(Definition("widgets", "Widget"), CancellationToken.None);
        var ready = new WidgetCluster(cluster);
        await Eventually.UntilAsync(ct => ready.Client.ListAsync<Widget>("default", cancellationToken: ct), _ => true, because: "the Widget is served");
        return ready;
    }
}
