using System.Net;
using System.Text.Json.Nodes;
using StackOperator.ControllerRuntime.Tests.Gadgets;
using StackOperator.Testing;
using StackOperator.Testing.Faults;
using Result = StackOperator.ControllerRuntime.Abstractions.Reconciling.ReconciliationResult<StackOperator.ControllerRuntime.Tests.Gadgets.Gadget>;

namespace StackOperator.ControllerRuntime.Tests.Finalizers;

/// <summary>Requirements 62 and 63 (and the runtime's part of 25) on a real API server.</summary>
public sealed class FinalizerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finalizers_are_on_the_object_before_its_first_reconcile_by_one_patch_that_carries_the_version() // 62
    {
        await using var world = await StartAsync();
        await world.CreateAsync("a", metadata: m => m.Finalizers = ["other.test/keep"]);
        await world.UntilReconciledAsync("a");
        await world.SettleAsync();

        world.Script.Reconciled.First(g => g.Metadata.Name == "a").Metadata.Finalizers.ShouldBe(["other.test/keep", FirstFinalizer.Id, SecondFinalizer.Id]);
        var patch = world.Proxy.Requests.Where(r => r.Method == "PATCH" && r.Path.EndsWith("/gadgets/a")).ShouldHaveSingleItem();
        JsonNode.Parse(patch.Body)!["metadata"]!["resourceVersion"]!.GetValue<string>().ShouldNotBeEmpty();
        world.Script.CountOf("a").ShouldBe(1, "the echo of the runtime's own patch is no change");
    }

    [Fact]
    public async Task An_object_created_with_its_finalizers_costs_no_patch() // 62
    {
        await using var world = await StartAsync();
        await world.CreateAsync("a", metadata: m => m.Finalizers = [FirstFinalizer.Id, SecondFinalizer.Id]);
        await world.UntilReconciledAsync("a");
        world.Proxy.Requests.ShouldNotContain(r => r.Method == "PATCH" && r.Path.EndsWith("/gadgets/a"));
    }

    [Fact]
    public async Task A_conflict_while_attaching_is_retried_silently() // 62
    {
        await using var world = await GadgetWorld.PrepareAsync();
        var rule = world.Proxy.Rules.Add(FaultTarget.Write, Fault.Status(HttpStatusCode.Conflict, "Conflict"), "/gadgets/a", times: 3);
        await RunAsync(world);
        await world.CreateAsync("a");
        await world.UntilReconciledAsync("a");

        rule.Hits.ShouldBe(3);
        (await world.ReadAsync("a"))!.Metadata.Finalizers.ShouldBe([FirstFinalizer.Id, SecondFinalizer.Id]);
        world.Logs.ShouldNotContain(l => l.StartsWith("Error") || l.StartsWith("Warning: Reconciling"));
    }

    [Fact]
    public async Task A_deleting_object_runs_its_finalizers_in_order_and_leaves_foreign_ones() // 63
    {
        await using var world = await StartAsync();
        await world.CreateAsync("a", metadata: m => m.Finalizers = ["other.test/keep"]);
        await world.UntilReconciledAsync("a");
        await world.Client.DeleteAsync<Gadget>("a", world.Namespace, cancellationToken: Ct);
        await Eventually.UntilAsync(async _ => (await world.ReadAsync("a"))?.Metadata.Finalizers, f => f is ["other.test/keep"], ct: Ct);
        await world.SettleAsync();

        world.Script.Finalized.ShouldBe([(FirstFinalizer.Id, "a"), (SecondFinalizer.Id, "a")]);
        world.Script.CountOf("a").ShouldBe(1, "an object under deletion is not reconciled");
        await world.PatchAsync("a", """{"metadata":{"finalizers":null}}""");
        await Eventually.UntilAsync(() => world.Script.Deleted.Any(g => g.Metadata.Name == "a"), ct: Ct);
    }

    [Fact]
    public async Task A_finalizer_that_fails_or_waits_keeps_the_object() // 63
    {
        await using var world = await GadgetWorld.PrepareAsync();
        var calls = 0;
        world.Script.OnFinalize = (id, gadget, _) => id == SecondFinalizer.Id
            ? Task.FromResult(Result.Success(gadget))
            : Interlocked.Increment(ref calls) switch
            {
                1 => throw new InvalidOperationException("not yet"),
                2 => Task.FromResult(Result.Failure(gadget, "not yet")),
                3 => Task.FromResult(Result.Success(gadget, TimeSpan.FromMilliseconds(50))),
                _ => Task.FromResult(Result.Success(gadget)),
            };
        await RunAsync(world);
        await world.CreateAsync("a");
        await world.UntilReconciledAsync("a");
        await world.Client.DeleteAsync<Gadget>("a", world.Namespace, cancellationToken: Ct);
        await Eventually.UntilAsync(async _ => await world.ReadAsync("a") is null, because: "the object went", ct: Ct);

        calls.ShouldBe(4);
        world.Script.Finalized.Last().ShouldBe((SecondFinalizer.Id, "a"));
        await Eventually.UntilAsync(() => world.Script.Deleted.Count(g => g.Metadata.Name == "a") == 1, ct: Ct);
    }

    [Fact]
    public async Task A_finalizer_that_writes_status_is_not_run_twice_for_its_own_write() // 63, 66
    {
        await using var world = await GadgetWorld.PrepareAsync();
        world.Script.OnFinalize = async (_, gadget, token) =>
        {
            var seen = (gadget.Status.Seen ?? 0) + 1;
            return Result.Success(await world.Client.PatchAsync<Gadget>(
                new k8s.Models.V1Patch($$$"""{"status":{"seen":{{{seen}}}}}""", k8s.Models.V1Patch.PatchType.MergePatch), gadget.Metadata.Name, world.Namespace, "status", token));
        };
        await RunAsync(world);
        await world.CreateAsync("a");
        await world.UntilReconciledAsync("a");
        await world.Client.DeleteAsync<Gadget>("a", world.Namespace, cancellationToken: Ct);
        await Eventually.UntilAsync(async _ => await world.ReadAsync("a") is null, because: "the object went", ct: Ct);
        world.Script.Finalized.ShouldBe([(FirstFinalizer.Id, "a"), (SecondFinalizer.Id, "a")]);
    }

    [Fact]
    public async Task Fields_the_type_does_not_know_survive_attaching_and_removing() // 25
    {
        await using var world = await StartAsync();
        await world.CreateAsync("a", metadata: m => (m.Labels, m.Finalizers) = (new Dictionary<string, string> { ["x"] = "y" }, ["other.test/keep"]));
        await world.UntilReconciledAsync("a");
        await world.Client.DeleteAsync<Gadget>("a", world.Namespace, cancellationToken: Ct);
        var rest = await Eventually.UntilAsync(async _ => await world.ReadAsync("a"), g => g?.Metadata.Finalizers is ["other.test/keep"], ct: Ct);
        rest!.Metadata.Labels["x"].ShouldBe("y");
        world.Proxy.Requests.ShouldNotContain(r => r.Method == "PUT");
    }

    [Fact]
    public void A_finalizer_that_the_server_would_refuse_is_refused_at_registration()
    {
        Should.Throw<ArgumentException>(() => ControllerRuntime.Finalizers.FinalizerIdentifier.Validate("no-domain")).Message.ShouldContain("domain/name");
        ControllerRuntime.Finalizers.FinalizerIdentifier.Validate("stackoperator.io/stack-finalizer");
    }

    private static async Task<GadgetWorld> StartAsync()
    {
        var world = await GadgetWorld.PrepareAsync();
        await RunAsync(world);
        return world;
    }

    private static Task RunAsync(GadgetWorld world) => world.RunAsync(build: b => b
        .AddFinalizer<FirstFinalizer, Gadget>(FirstFinalizer.Id)
        .AddFinalizer<SecondFinalizer, Gadget>(SecondFinalizer.Id));
}
