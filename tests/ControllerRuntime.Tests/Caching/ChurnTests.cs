using System.Net;
using System.Text.Json.Nodes;
using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Tests.Widgets;
using StackOperator.Testing;
using StackOperator.Testing.Faults;

namespace StackOperator.ControllerRuntime.Tests.Caching;

/// <summary>The oracle: after changes at random through a connection that fails in every way, cache, events and server agree.</summary>
public sealed class ChurnTests
{
    private static readonly (FaultTarget Target, Fault Fault, int Times)[] Faults =
    [
        (FaultTarget.Watch, Fault.DropAfter(3), 2),
        (FaultTarget.Watch, Fault.EndAfter(2), 2),
        (FaultTarget.Watch, Fault.EndAfter(0), 2),
        (FaultTarget.Watch, Fault.ErrorAfter(2, HttpStatusCode.Gone, "Expired"), 1),
        (FaultTarget.Watch, Fault.ErrorAfter(1, HttpStatusCode.InternalServerError, "InternalError"), 2),
        (FaultTarget.Watch, Fault.ErrorAfter(0, HttpStatusCode.GatewayTimeout, "Timeout"), 1),
        (FaultTarget.Watch, Fault.Expired(), 1),
        (FaultTarget.Watch, Fault.Html(), 2),
        (FaultTarget.Watch, Fault.Duplicate(), 1),
        (FaultTarget.Watch, Fault.RepeatOlder(), 2),
        (FaultTarget.Watch, Fault.SwallowBookmarks(), 2),
        (FaultTarget.Watch, Fault.Slow(7, TimeSpan.FromMilliseconds(1)), 1),
        (FaultTarget.List, Fault.Status(HttpStatusCode.TooManyRequests, "TooManyRequests", TimeSpan.FromSeconds(1)), 1),
        (FaultTarget.List, Fault.Status(HttpStatusCode.InternalServerError, "InternalError"), 1),
        (FaultTarget.Any, Fault.Abort(), 1),
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // 35, 37, 45 and the oracle of all reflector requirements
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task Cache_events_and_server_agree_after_random_changes_through_random_faults(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("churn");
        await using var proxy = await FaultProxy.StartAsync(server.Cluster, Cancelled);
        await using var view = await WidgetView.SyncedAsync(
            proxy.Kubeconfig, ns, WidgetView.Fast with { WatchListSilence = TimeSpan.FromSeconds(2), WatchListPause = TimeSpan.FromSeconds(1) },
            v => v.Informer.AddIndex("color", w => [w.Spec.Color ?? "none"]));
        var random = new Random(20260101);
        for (var step = 0; step < 300; step++)
        {
            if (step % 12 == 0)
            {
                var (target, fault, times) = Faults[random.Next(Faults.Length)];
                proxy.Rules.Add(target, fault, "widgets", times);
                proxy.DropConnections();
            }

            await ChangeAsync(server, ns, $"w{random.Next(25)}", random.Next(10));
        }

        proxy.Clear();
        proxy.DropConnections();
        await Eventually.UntilAsync(async ct => Same(await TruthAsync(server, ns, ct), Cached(view)), within: TimeSpan.FromSeconds(60), because: "the cache equals a fresh list");
        await Eventually.UntilAsync(() => Same(view.Told.ToDictionary(), Cached(view)), because: "the events alone lead to the same set");
        foreach (var color in view.Informer.List().GroupBy(w => w.Spec.Color ?? "none"))
            view.Informer.ByIndex("color", color.Key).Count().ShouldBe(color.Count());
        view.Informer.Metrics.DecodeFailureCount.ShouldBe(0);
    }

    // 38
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task A_malformed_object_stops_no_other(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("malformed");
        await using var proxy = await FaultProxy.StartAsync(server.Cluster, Cancelled);
        proxy.Rules.Add(FaultTarget.Watch, Fault.Rewrite(o => o["metadata"]?["name"]?.GetValue<string>() == "bad", o => o["spec"] = new JsonArray(1)));
        await using var view = await WidgetView.SyncedAsync(proxy.Kubeconfig, ns);
        foreach (var name in new[] { "bad", "good" })
            await server.Client.CreateAsync(Widget.Of(ns, name), Cancelled);
        await Eventually.UntilAsync(() => view.Times("added good") == 1);
        view.Informer.Metrics.DecodeFailureCount.ShouldBe(1);
    }

    // 14
    [Fact]
    public async Task A_silent_watch_ends_on_the_clients_own_clock()
    {
        var server = await WidgetCluster.OfAsync(ServerVersion.Genuine);
        var ns = await server.NamespaceAsync("silent");
        await using var proxy = await FaultProxy.StartAsync(server.Cluster, Cancelled);
        await using var view = await WidgetView.SyncedAsync(proxy.Kubeconfig, ns, WidgetView.Fast with { WatchTimeout = TimeSpan.FromSeconds(1), WatchGrace = TimeSpan.FromSeconds(1) });
        var halfOpen = proxy.Rules.Add(FaultTarget.Watch, Fault.HalfOpenAfter(0), times: 1);
        proxy.DropConnections();
        await Eventually.UntilAsync(() => halfOpen.Hits == 1);
        await server.Client.CreateAsync(Widget.Of(ns, "a"), Cancelled);
        await Eventually.UntilAsync(() => view.Informer.Count == 1);
    }

    private static async Task ChangeAsync(WidgetCluster server, string ns, string name, int dice)
    {
        try
        {
            if (dice < 3)
                await server.Client.DeleteAsync<Widget>(name, ns, cancellationToken: Cancelled);
            else if (dice < 6)
                await server.Client.CreateAsync(Widget.Of(ns, name, $"c{dice}", "öäü"), Cancelled);
            else
                await server.Client.PatchAsync<Widget>(new V1Patch($$$"""{"spec":{"size":{{{Random.Shared.Next(1000)}}},"color":"c{{{dice}}}"}}""", V1Patch.PatchType.MergePatch), name, ns, cancellationToken: Cancelled);
        }
        catch (HttpOperationException e) when ((int)e.Response.StatusCode is 404 or 409)
        {
            // Chance chose an object that is there already, or not.
        }
    }

    private static async Task<Dictionary<NamespacedName, string>> TruthAsync(WidgetCluster server, string ns, CancellationToken ct) =>
        (await server.Client.ListAsync<Widget>(ns, cancellationToken: ct)).ToDictionary(w => NamespacedName.Of(w), w => w.Metadata.ResourceVersion);

    private static Dictionary<NamespacedName, string> Cached(WidgetView view) => view.Informer.List().ToDictionary(w => NamespacedName.Of(w), w => w.Metadata.ResourceVersion);

    private static bool Same(Dictionary<NamespacedName, string> first, Dictionary<NamespacedName, string> second) =>
        first.Count == second.Count && first.All(p => second.TryGetValue(p.Key, out var version) && version == p.Value);
}
