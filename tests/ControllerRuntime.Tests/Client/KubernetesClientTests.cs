using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Tests.Widgets;
using StackOperator.Testing.Faults;

namespace StackOperator.ControllerRuntime.Tests.Client;

public sealed class KubernetesClientTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    // 22, 30
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task The_core_group_and_generated_names_work(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("core");
        var created = await server.Client.CreateAsync(new V1ConfigMap { Metadata = new() { GenerateName = "map-", NamespaceProperty = ns }, Data = new Dictionary<string, string> { ["k"] = "v" } }, Cancelled);
        created.Metadata.Name.ShouldStartWith("map-");
        var read = await server.Client.GetAsync<V1ConfigMap>(created.Metadata.Name, ns, Cancelled);
        read!.Data["k"].ShouldBe("v");
        (await server.Client.ListAsync<V1ConfigMap>(ns, cancellationToken: Cancelled)).ShouldContain(m => m.Metadata.Name == created.Metadata.Name && m.Kind == "ConfigMap");
    }

    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task An_absent_object_is_null_but_an_unknown_kind_is_a_fault(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        (await server.Client.GetAsync<Widget>("nobody", "default", Cancelled)).ShouldBeNull();
        (await server.Client.DeleteAsync<Widget>("nobody", "default", cancellationToken: Cancelled)).ShouldBeFalse();
        // 18
        var error = await Should.ThrowAsync<HttpOperationException>(() => server.Client.GetAsync<Unserved>("x", cancellationToken: Cancelled));
        error.IsNotFound().ShouldBeTrue();
        error.Status().ShouldBeNull();
        error.Describe().ShouldStartWith("404");
    }

    [Fact]
    public async Task A_namespaced_kind_asks_for_its_namespace()
    {
        var server = await WidgetCluster.OfAsync(ServerVersion.Genuine);
        await Should.ThrowAsync<ArgumentException>(() => server.Client.GetAsync<Widget>("x", cancellationToken: Cancelled));
    }

    // 23
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task A_taken_name_and_a_stale_version_are_told_apart(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("conflict");
        var first = await server.Client.CreateAsync(Widget.Of(ns, "a"), Cancelled);
        var taken = await Should.ThrowAsync<HttpOperationException>(() => server.Client.CreateAsync(Widget.Of(ns, "a"), Cancelled));
        (taken.IsAlreadyExists(), taken.IsConflict()).ShouldBe((true, false));
        first.Spec.Color = "red";
        await server.Client.UpdateAsync(first, Cancelled);
        first.Spec.Color = "blue";
        var stale = await Should.ThrowAsync<HttpOperationException>(() => server.Client.UpdateAsync(first, Cancelled));
        (stale.IsAlreadyExists(), stale.IsConflict(), stale.IsTransient()).ShouldBe((false, true, false));
    }

    // 24
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task A_status_patch_sends_what_differs_and_nothing_when_nothing_does(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("status");
        await using var proxy = await FaultProxy.StartAsync(server.Cluster, Cancelled);
        using var client = new KubernetesClient(WidgetCluster.Connect(proxy.Kubeconfig));
        var before = await client.CreateAsync(Widget.Of(ns, "a", "red"), Cancelled);
        var after = await client.GetAsync<Widget>("a", ns, Cancelled);
        after!.Status = new() { Phase = "Ready", ObservedGeneration = 1, ChangedAt = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc) };
        var patched = await client.PatchStatusAsync(before, after, Cancelled);
        patched!.Status.ChangedAt.ShouldBe(after.Status.ChangedAt);
        patched.Metadata.Generation.ShouldBe(1);

        after = await client.GetAsync<Widget>("a", ns, Cancelled);
        (after!.Status.Phase, after.Status.ObservedGeneration, after.Spec.Color) = (null, 2, "ignored");
        await client.PatchStatusAsync(patched, after, Cancelled);
        JsonNode.DeepEquals(JsonNode.Parse(proxy.Requests[^1].Body), JsonNode.Parse("""{"status":{"phase":null,"observedGeneration":2}}""")).ShouldBeTrue(proxy.Requests[^1].Body);
        var count = proxy.Requests.Count;
        (await client.PatchStatusAsync(after, after, Cancelled)).ShouldBeNull();
        proxy.Requests.Count.ShouldBe(count);
        var stored = await client.GetAsync<Widget>("a", ns, Cancelled);
        (stored!.Status.Phase, stored.Spec.Color).ShouldBe((null, "red"));
    }

    // 25
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task Fields_the_type_does_not_know_survive_updates_and_finalizers(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("unknown");
        await server.Client.CreateAsync(Widget.Of(ns, "a"), Cancelled);
        await PatchAsync(server, ns, """{"spec":{"stranger":{"deep":[1,"2"]}},"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"kept"}}}""");
        var widget = await server.Client.GetAsync<Widget>("a", ns, Cancelled);
        (widget!.Spec.Color, widget.Metadata.Finalizers, widget.Metadata.Annotations) = ("red", ["cache.test/guard"], null);
        widget = await server.Client.UpdateAsync(widget, Cancelled);
        widget.Metadata.Finalizers = null;
        await server.Client.UpdateAsync(widget, Cancelled);
        var raw = (System.Text.Json.JsonElement)await server.Client.ApiClient.CustomObjects.GetNamespacedCustomObjectAsync("cache.test", "v1", ns, "widgets", "a", Cancelled);
        raw.GetProperty("spec").GetProperty("stranger").GetProperty("deep").GetRawText().ShouldBe("""[1,"2"]""");
        raw.GetProperty("spec").GetProperty("color").GetString().ShouldBe("red");
        raw.GetProperty("metadata").GetProperty("annotations").GetProperty("kubectl.kubernetes.io/last-applied-configuration").GetString().ShouldBe("kept");
        raw.GetProperty("metadata").TryGetProperty("finalizers", out _).ShouldBeFalse();
    }

    // 26
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task A_deletion_reads_both_answers_and_keeps_its_preconditions(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("delete");
        var guarded = Widget.Of(ns, "guarded");
        guarded.Metadata.Finalizers = ["cache.test/guard"];
        await server.Client.CreateAsync(guarded, Cancelled);
        await server.Client.CreateAsync(Widget.Of(ns, "plain"), Cancelled);
        var other = new V1DeleteOptions { Preconditions = new() { Uid = Guid.NewGuid().ToString() } };
        (await Should.ThrowAsync<HttpOperationException>(() => server.Client.DeleteAsync<Widget>("plain", ns, other, Cancelled))).IsConflict().ShouldBeTrue();
        (await server.Client.DeleteAsync<Widget>("plain", ns, cancellationToken: Cancelled)).ShouldBeTrue();
        (await server.Client.DeleteAsync<Widget>("guarded", ns, cancellationToken: Cancelled)).ShouldBeTrue();
        (await server.Client.GetAsync<Widget>("guarded", ns, Cancelled))!.Metadata.DeletionTimestamp.ShouldNotBeNull();
    }

    // 27
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task An_apply_conflict_names_the_field_and_its_manager(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("apply");
        await server.Client.ApplyAsync(Widget.Of(ns, "a", "red"), "first", cancellationToken: Cancelled);
        var error = await Should.ThrowAsync<HttpOperationException>(() => server.Client.ApplyAsync(Widget.Of(ns, "a", "blue"), "second", cancellationToken: Cancelled));
        error.IsConflict().ShouldBeTrue();
        var (field, manager) = error.FieldConflicts().Single();
        field.ShouldBe(".spec.color");
        manager.ShouldContain("first");
        (await server.Client.ApplyAsync(Widget.Of(ns, "a", "blue"), "second", force: true, Cancelled)).Spec.Color.ShouldBe("blue");
    }

    // 28
    [Theory]
    [InlineData(ServerVersion.Genuine)]
    [InlineData(ServerVersion.Newest)]
    public async Task A_long_list_comes_in_pages_and_starts_over_when_it_expires(ServerVersion version)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("pages");
        await Parallel.ForAsync(0, 1200, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancelled }, async (i, ct) => await server.Client.CreateAsync(Widget.Of(ns, $"w{i}"), ct));
        await using var proxy = await FaultProxy.StartAsync(server.Cluster, Cancelled);
        using var client = new KubernetesClient(WidgetCluster.Connect(proxy.Kubeconfig));
        (await client.ListAsync<Widget>(ns, cancellationToken: Cancelled)).Count.ShouldBe(1200);
        proxy.Requests.Count.ShouldBe(3);
        proxy.Requests.ShouldAllBe(r => r.Parameter("limit") == "500");
        proxy.Rules.Add(new FaultRule(Fault.Expired()) { Query = "continue=", Skip = 1, Times = 1 });
        var names = (await client.ListAsync<Widget>(ns, cancellationToken: Cancelled)).Select(w => w.Metadata.Name).ToArray();
        names.Length.ShouldBe(1200);
        names.Distinct().Count().ShouldBe(1200);
        proxy.Requests.Count.ShouldBe(9);
    }

    // 29
    [Theory]
    [InlineData(ServerVersion.Genuine, 0)]
    [InlineData(ServerVersion.Genuine, 1234567)]
    [InlineData(ServerVersion.Newest, 0)]
    [InlineData(ServerVersion.Newest, 1234567)]
    public async Task Lease_times_carry_six_digits_on_whole_seconds_too(ServerVersion version, int ticks)
    {
        var server = await WidgetCluster.OfAsync(version);
        var ns = await server.NamespaceAsync("micro");
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)).AddTicks(ticks);
        var lease = await server.Client.CreateAsync(new V1Lease { Metadata = new() { Name = "l", NamespaceProperty = ns }, Spec = new() { RenewTime = MicroTime.Of(time) } }, Cancelled);
        lease.Spec.RenewTime!.Value.ShouldBe(time.UtcDateTime, TimeSpan.FromMicroseconds(1));
    }

    private static Task PatchAsync(WidgetCluster server, string ns, string json) =>
        server.Client.PatchAsync<Widget>(new V1Patch(json, V1Patch.PatchType.MergePatch), "a", ns, cancellationToken: Cancelled);

    [KubernetesEntity(Group = "nowhere.test", ApiVersion = "v1", Kind = "Unserved", PluralName = "unserveds")]
    private sealed class Unserved : Abstractions.Entities.CustomKubernetesEntity;
}
