using System.Net;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Tests.Widgets;
using StackOperator.Testing;
using StackOperator.Testing.Faults;

namespace StackOperator.ControllerRuntime.Tests.Caching;

public sealed class InformerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // 45
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task Follows_creation_change_and_deletion(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("follow");
        await server.Client.CreateAsync(Widget.Of(ns, "before", "red"), Cancelled);
        await using var view = await WidgetView.SyncedAsync(server.Cluster.Kubeconfig, ns);
        view.Informer.HasSynced.ShouldBeTrue();
        view.Heard.ShouldBe(["added before initially"]);
        await server.Client.CreateAsync(Widget.Of(ns, "after", "blue"), Cancelled);
        await PatchAsync(server, ns, "before", """{"spec":{"color":"green"}}""");
        await server.Client.DeleteAsync<Widget>("after", ns, cancellationToken: Cancelled);
        await Eventually.UntilAsync(() => view.Times("deleted after") == 1);
        view.Heard.ShouldBe(["added before initially", "added after", "updated before", "deleted after"]);
        view.Informer.TryGet(new(ns, "before"), out var widget).ShouldBeTrue();
        widget!.Spec.Color.ShouldBe("green");
    }

    // 45: the newest server streams the set, the old one lists it.
    [Fact]
    public async Task The_newest_server_streams_the_initial_set()
    {
        var server = await WidgetCluster.OfAsync(ServerVersion.Newest);
        var ns = await server.NamespaceAsync("stream");
        await server.Client.CreateAsync(Widget.Of(ns, "a"), Cancelled);
        await using var proxy = await FaultProxy.StartAsync(server.Cluster, Cancelled);
        await using var view = await WidgetView.SyncedAsync(proxy.Kubeconfig, ns);
        view.Heard.ShouldBe(["added a initially"]);
        proxy.Requests.ShouldAllBe(r => r.IsWatch);
    }

    // 32
    [Theory]
    [InlineData("strip")]
    [InlineData("error")]
    [InlineData("close")]
    public async Task A_streamed_set_that_breaks_is_listed(string how)
    {
        var server = await WidgetCluster.OfAsync(ServerVersion.Newest);
        var ns = await server.NamespaceAsync("broken");
        await server.Client.CreateAsync(Widget.Of(ns, "a"), Cancelled);
        await using var proxy = await FaultProxy.StartAsync(server.Cluster, Cancelled);
        proxy.Rules.Add(new FaultRule(how switch
        {
            "strip" => Fault.StripInitialEventsEnd(),
            "error" => Fault.ErrorAfter(1, HttpStatusCode.InternalServerError, "InternalError"),
            _ => Fault.EndAfter(0),
        })
        { Query = "sendInitialEvents" });
        await using var view = await WidgetView.SyncedAsync(proxy.Kubeconfig, ns, WidgetView.Fast with { WatchListSilence = TimeSpan.FromSeconds(1) });
        view.Heard.ShouldBe(["added a initially"]);
        proxy.Requests.Count(r => !r.IsWatch).ShouldBe(1);
    }

    // 35
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task A_deletion_while_disconnected_is_told_with_the_last_known_state(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("unseen");
        await server.Client.CreateAsync(Widget.Of(ns, "a", "red"), Cancelled);
        await using var proxy = await FaultProxy.StartAsync(server.Cluster, Cancelled);
        await using var view = await WidgetView.SyncedAsync(proxy.Kubeconfig, ns);
        var outage = proxy.Rules.Add(FaultTarget.Any, Fault.Status(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable"));
        proxy.DropConnections();
        await Eventually.UntilAsync(() => outage.Hits > 0);
        await server.Client.DeleteAsync<Widget>("a", ns, cancellationToken: Cancelled);
        proxy.Clear();
        proxy.Rules.Add(FaultTarget.Watch, Fault.Expired(), times: 1);
        await Eventually.UntilAsync(() => view.Times("deleted a unseen") == 1);
        view.Informer.Count.ShouldBe(0);
    }

    // 36
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task A_reconnection_lists_nothing_and_misses_nothing(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("again");
        await using var proxy = await FaultProxy.StartAsync(server.Cluster, Cancelled);
        await using var view = await WidgetView.SyncedAsync(proxy.Kubeconfig, ns);
        var lists = proxy.Requests.Count(r => !r.IsWatch);
        for (var i = 0; i < 5; i++)
        {
            proxy.DropConnections();
            await server.Client.CreateAsync(Widget.Of(ns, $"w{i}"), Cancelled);
        }

        await Eventually.UntilAsync(() => view.Informer.Count == 5);
        proxy.Requests.Count(r => !r.IsWatch).ShouldBe(lists);
    }

    // 39
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task A_definition_that_changes_while_watched_costs_no_change(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("crd");
        await using var view = await WidgetView.SyncedAsync(server.Cluster.Kubeconfig, ns);
        for (var i = 0; i < 20; i++)
        {
            if (i == 5)
                await server.Cluster.ApplyAsync(WidgetCluster.Definition("widgets", "Widget", $"description: 'changed {Guid.NewGuid()}'"), Cancelled);
            await server.Client.CreateAsync(Widget.Of(ns, $"w{i}"), Cancelled);
        }

        await Eventually.UntilAsync(() => view.Informer.Count == 20);
    }

    // 44
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task An_object_that_leaves_the_selector_is_told_as_deleted(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("selector");
        var widget = Widget.Of(ns, "a");
        widget.Metadata.Labels = new Dictionary<string, string> { ["team"] = "x" };
        await server.Client.CreateAsync(widget, Cancelled);
        await using var view = WidgetView.Start(server.Cluster.Kubeconfig, WidgetView.In(ns) with { LabelSelector = "team=x" });
        await view.Informer.WaitForSyncAsync(Cancelled);
        await PatchAsync(server, ns, "a", """{"metadata":{"labels":{"team":"y"}}}""");
        await Eventually.UntilAsync(() => view.Times("deleted a") == 1);
    }

    // 46
    [Fact]
    public async Task What_a_reader_changes_stays_with_the_reader()
    {
        var server = await WidgetCluster.OfAsync(ServerVersion.Genuine);
        var ns = await server.NamespaceAsync("mutate");
        await server.Client.CreateAsync(Widget.Of(ns, "a", "red"), Cancelled);
        await using var view = await WidgetView.SyncedAsync(server.Cluster.Kubeconfig, ns, configure: v => v.Informer.AddIndex("color", w => [w.Spec.Color ?? ""]));
        view.Informer.TryGet(new(ns, "a"), out var mine).ShouldBeTrue();
        mine!.Spec.Color = "black";
        mine.Metadata.Labels = new Dictionary<string, string> { ["x"] = "y" };
        view.Informer.List(ns).Single().Spec.Color = "white";
        view.Informer.ByIndex("color", "red").Single().Spec.Color.ShouldBe("red");
        view.Informer.ByIndex("color", "black").ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => view.Informer.ByIndex("size", "1"));
        Should.Throw<InvalidOperationException>(() => view.Informer.AddIndex("late", _ => []));
    }

    // 48
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task Managed_fields_never_reach_the_cache(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("strip");
        var widget = Widget.Of(ns, "a", "red");
        widget.Metadata.Annotations = new Dictionary<string, string> { ["kubectl.kubernetes.io/last-applied-configuration"] = "{}", ["mine"] = "kept" };
        (await server.Client.CreateAsync(widget, Cancelled)).Metadata.ManagedFields.ShouldNotBeEmpty();
        await using var view = await WidgetView.SyncedAsync(server.Cluster.Kubeconfig, ns);
        await PatchAsync(server, ns, "a", """{"spec":{"color":"blue"}}""");
        await Eventually.UntilAsync(() => view.Times("updated a") == 1);
        var cached = view.Informer.List().Single();
        cached.Metadata.ManagedFields.ShouldBeNull();
        cached.Metadata.Annotations.ShouldBe(new Dictionary<string, string> { ["mine"] = "kept" });
    }

    // 49
    [Fact]
    public async Task A_handler_that_joins_late_hears_the_present_set_as_initial()
    {
        var server = await WidgetCluster.OfAsync(ServerVersion.Genuine);
        var ns = await server.NamespaceAsync("late");
        await server.Client.CreateAsync(Widget.Of(ns, "a"), Cancelled);
        await using var first = await WidgetView.SyncedAsync(server.Cluster.Kubeconfig, ns);
        var late = new Late();
        using (first.Informer.AddHandler(late))
        {
            await first.Informer.WaitForSyncAsync(Cancelled);
            late.Heard.ShouldBe(["a"]);
        }

        await server.Client.CreateAsync(Widget.Of(ns, "b"), Cancelled);
        await Eventually.UntilAsync(() => first.Times("added b") == 1);
        late.Heard.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Several_namespaces_are_one_view()
    {
        var server = await WidgetCluster.OfAsync(ServerVersion.Genuine);
        string[] namespaces = [await server.NamespaceAsync("one"), await server.NamespaceAsync("two")];
        await server.Client.CreateAsync(Widget.Of(namespaces[0], "a"), Cancelled);
        await using var view = WidgetView.Start(server.Cluster.Kubeconfig, new() { Namespaces = namespaces });
        await view.Informer.WaitForSyncAsync(Cancelled);
        await server.Client.CreateAsync(Widget.Of(namespaces[1], "b"), Cancelled);
        await Eventually.UntilAsync(() => view.Informer.Count == 2);
        view.Informer.Keys(namespaces[1]).ShouldBe([new NamespacedName(namespaces[1], "b")]);
    }

    // 19
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task Stopping_ends_a_silent_watch_within_a_second(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("stop");
        var view = await WidgetView.SyncedAsync(server.Cluster.Kubeconfig, ns);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await view.DisposeAsync();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    private static Task PatchAsync(WidgetCluster server, string ns, string name, string json) =>
        server.Client.PatchAsync<Widget>(new V1Patch(json, V1Patch.PatchType.MergePatch), name, ns, cancellationToken: Cancelled);

    private sealed class Late : Abstractions.Caching.IInformerHandler<Widget>
    {
        public List<string> Heard { get; } = [];

        public void Added(Widget entity, bool initial) => Heard.Add(entity.Metadata.Name);

        public void Updated(EntityHeader old, Widget entity) => Heard.Add("updated");

        public void Deleted(Widget last, bool finalStateUnknown) => Heard.Add("deleted");
    }
}
