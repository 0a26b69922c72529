using System.Collections.Concurrent;
using System.Diagnostics;
using k8s.Autorest;
using Microsoft.Extensions.DependencyInjection;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Tests.Gadgets;
using StackOperator.Testing;
using Result = StackOperator.ControllerRuntime.Abstractions.Reconciling.ReconciliationResult<StackOperator.ControllerRuntime.Tests.Gadgets.Gadget>;

namespace StackOperator.ControllerRuntime.Tests.Reconciling;

/// <summary>Requirements 59 to 61 and 64 to 67 on a real API server.</summary>
public sealed class ControllerHostTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exceptions_failures_and_timeouts_are_retried_until_the_reconcile_succeeds() // 59
    {
        await using var world = await GadgetWorld.PrepareAsync();
        world.Script.OnReconcile = async (gadget, token) =>
        {
            switch (world.Script.CountOf(gadget.Metadata.Name))
            {
                case 1: throw new InvalidOperationException("thrown");
                case 2: return Result.Failure(gadget, "failed");
                case 3: return Result.Failure(gadget, "failed", requeueAfter: TimeSpan.FromMilliseconds(20));
                case 4:
                    await Task.Delay(Timeout.Infinite, token);
                    break;
            }

            return Result.Success(gadget);
        };
        await world.RunAsync(o => o.ReconcileTimeout = TimeSpan.FromMilliseconds(300));
        await world.CreateAsync("a");

        await world.UntilReconciledAsync("a", 5);
        await world.SettleAsync();
        world.Script.CountOf("a").ShouldBe(5);
        world.Logs.ShouldContain(l => l.Contains("took longer"));
    }

    [Fact]
    public async Task A_terminal_failure_is_not_retried_until_the_object_changes() // 60
    {
        await using var world = await GadgetWorld.PrepareAsync();
        world.Script.OnReconcile = (gadget, _) => Task.FromResult(gadget.Metadata.Name == "a" ? Result.Terminal(gadget, "hopeless") : Result.Success(gadget));
        await world.RunAsync();
        await world.CreateAsync("a");
        await world.UntilReconciledAsync("a");
        await world.SettleAsync();
        world.Script.CountOf("a").ShouldBe(1);

        await world.PatchAsync("a", """{"spec":{"size":2}}""");
        await world.UntilReconciledAsync("a", 2);
    }

    [Fact]
    public async Task A_reconcile_reads_nothing_from_the_server_and_sends_one_status_patch() // 61
    {
        await using var world = await GadgetWorld.StartAsync();
        world.Script.OnReconcile = async (gadget, token) =>
        {
            var after = Gadget.Of(gadget.Metadata.NamespaceProperty, gadget.Metadata.Name, gadget.Spec.Size);
            after.Metadata = gadget.Metadata;
            after.Status.Seen = gadget.Spec.Size;
            await world.Host.Services.GetRequiredService<StackOperator.ControllerRuntime.Abstractions.Client.IKubernetesClient>().PatchStatusAsync(gadget, after, token);
            return Result.Success(gadget);
        };
        for (var i = 0; i < 20; i++)
            await world.CreateAsync($"g{i}", size: i);
        for (var i = 0; i < 20; i++)
            await world.UntilReconciledAsync($"g{i}");
        await Eventually.UntilAsync(async _ => (await world.ReadAsync("g19"))?.Status.Seen == 19, ct: Ct);
        await world.SettleAsync();

        var requests = world.Proxy.Requests.Where(r => r.Path.Contains("/gadgets")).ToList();
        requests.Count(r => r.Method == "GET" && r.Path.Contains("/gadgets/")).ShouldBe(0);
        requests.Count(r => r.Method == "PATCH" && r.Path.Contains("/gadgets/g")).ShouldBe(20);
    }

    [Fact]
    public async Task Deleted_is_called_exactly_once_per_uid_also_when_the_name_is_taken_again() // 64
    {
        await using var world = await GadgetWorld.StartAsync();
        var uids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            uids.Add((await world.CreateAsync("a")).Metadata.Uid);
            await Eventually.UntilAsync(() => world.Script.Reconciled.Any(g => g.Metadata.Uid == uids[^1]), because: "the new object was seen", ct: Ct);
            await world.Client.DeleteAsync<Gadget>("a", world.Namespace, cancellationToken: Ct);
        }

        await Eventually.UntilAsync(() => world.Script.Deleted.Count >= 3, because: "all deletions were told", ct: Ct);
        await world.SettleAsync();
        world.Script.Deleted.Select(g => g.Metadata.Uid).ShouldBe(uids, ignoreOrder: true);
    }

    [Fact]
    public async Task Status_and_label_changes_are_not_reconciled_but_spec_annotation_and_finalizer_changes_are() // 65
    {
        await using var world = await GadgetWorld.StartAsync();
        await world.CreateAsync("a");
        await world.UntilReconciledAsync("a");

        await world.PatchAsync("a", """{"status":{"seen":7}}""", "status");
        await world.PatchAsync("a", """{"metadata":{"labels":{"x":"y"}}}""");
        await world.SettleAsync();
        world.Script.CountOf("a").ShouldBe(1);

        await world.PatchAsync("a", """{"metadata":{"annotations":{"x":"y"}}}""");
        await world.UntilReconciledAsync("a", 2);
        await world.PatchAsync("a", """{"spec":{"size":9}}""");
        await world.UntilReconciledAsync("a", 3);
        await world.PatchAsync("a", """{"metadata":{"finalizers":["other.test/keep"]}}""");
        await world.UntilReconciledAsync("a", 4);
        await world.SettleAsync();
        world.Script.CountOf("a").ShouldBe(4);
    }

    [Fact]
    public async Task A_reconcile_waits_until_the_cache_shows_what_the_last_one_wrote() // 66
    {
        await using var world = await GadgetWorld.StartAsync();
        var stale = 0;
        var written = "";
        var done = new ConcurrentQueue<(int Size, int? Seen)>();
        world.Script.OnReconcile = async (gadget, token) =>
        {
            if (gadget.Metadata.Name != "a")
                return Result.Success(gadget);
            if (written.Length > 0 && gadget.Metadata.ResourceVersion != written && gadget.Status.Seen != gadget.Spec.Size - 1)
                Interlocked.Increment(ref stale);
            var client = world.Host.Services.GetRequiredService<StackOperator.ControllerRuntime.Abstractions.Client.IKubernetesClient>();
            var now = await client.PatchAsync<Gadget>(
                new k8s.Models.V1Patch($$$"""{"status":{"seen":{{{gadget.Spec.Size}}}}}""", k8s.Models.V1Patch.PatchType.MergePatch), "a", world.Namespace, "status", token);
            written = now.Metadata.ResourceVersion;

            // A write that failed is rightly tried again on the same state.
            done.Enqueue((gadget.Spec.Size, gadget.Status.Seen));

            // Runs again at once, most likely before the watch has delivered the write.
            return gadget.Status.Seen == gadget.Spec.Size ? Result.Success(gadget) : Result.Success(gadget, TimeSpan.FromTicks(1));
        };
        await world.CreateAsync("a", size: 1);
        for (var size = 2; size <= 30; size++)
        {
            var seen = size - 1;
            await Eventually.UntilAsync(() => world.Script.Reconciled.Any(g => g.Metadata.Name == "a" && g.Status.Seen == seen), ct: Ct);
            await world.PatchAsync("a", $$$"""{"spec":{"size":{{{size}}}}}""");
        }

        await Eventually.UntilAsync(() => world.Script.Reconciled.Any(g => g.Metadata.Name == "a" && g.Status.Seen == 30), ct: Ct);
        done.GroupBy(static state => state).ShouldAllBe(static g => g.Count() == 1, "no state was worked on twice\n" + string.Join('\n', world.Logs.TakeLast(200)));
        stale.ShouldBe(0);
    }

    [Fact]
    public async Task Shutdown_starts_nothing_new_and_lets_running_reconciles_end() // 67
    {
        await using var world = await GadgetWorld.PrepareAsync();
        var release = new TaskCompletionSource();
        world.Script.OnReconcile = async (gadget, token) =>
        {
            await release.Task.WaitAsync(token);
            return Result.Success(gadget);
        };
        await world.RunAsync(o => o.MaxConcurrentReconciles = 2);
        for (var i = 0; i < 6; i++)
            await world.CreateAsync($"g{i}");
        await Eventually.UntilAsync(() => world.Script.Reconciled.Count == 2, ct: Ct);

        var stopping = world.Host.StopAsync(Ct);
        stopping.IsCompleted.ShouldBeFalse();
        release.SetResult();
        await stopping;
        world.Script.Reconciled.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Reconciles_that_outlast_the_shutdown_time_are_cancelled() // 67
    {
        await using var world = await GadgetWorld.PrepareAsync();
        var cancelled = false;
        world.Script.OnReconcile = async (gadget, token) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            catch (OperationCanceledException)
            {
                cancelled = true;
                throw;
            }

            return Result.Success(gadget);
        };
        await world.RunAsync(o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        await world.CreateAsync("a");
        await world.UntilReconciledAsync("a");

        var start = Stopwatch.GetTimestamp();
        await world.Host.StopAsync(Ct);
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        cancelled.ShouldBeTrue();
    }

    [Fact]
    public async Task The_initial_list_waits_in_the_low_lane_behind_changes() // 56, at the controller
    {
        await using var world = await GadgetWorld.PrepareAsync();
        for (var i = 0; i < 30; i++)
            await world.CreateAsync($"old{i}");
        var gate = new SemaphoreSlim(0);
        world.Script.OnReconcile = async (gadget, token) =>
        {
            await gate.WaitAsync(token);
            return Result.Success(gadget);
        };
        await world.RunAsync(o => o.MaxConcurrentReconciles = 1);
        await Eventually.UntilAsync(() => world.Script.Reconciled.Count == 1, ct: Ct);
        await world.CreateAsync("new");
        var queue = world.Host.Services.GetRequiredService<ControllerRuntime.Reconciling.ControllerQueue<Gadget>>().Queue;
        await Eventually.UntilAsync(() => queue.Count == 30, because: "the new object was queued", ct: Ct);

        gate.Release(100);
        await Eventually.UntilAsync(() => world.Script.Reconciled.Count == 31, ct: Ct);
        world.Script.Reconciled.ElementAt(1).Metadata.Name.ShouldBe("new");
    }

    [Fact]
    public async Task A_conflict_within_a_reconcile_is_retried_without_an_error() // 59
    {
        await using var world = await GadgetWorld.PrepareAsync();
        world.Script.OnReconcile = async (gadget, token) =>
        {
            if (gadget.Metadata.Name == "a" && world.Script.CountOf("a") == 1)
            {
                var patch = new k8s.Models.V1Patch("""{"metadata":{"resourceVersion":"1"}}""", k8s.Models.V1Patch.PatchType.MergePatch);
                await world.Client.PatchAsync<Gadget>(patch, "a", world.Namespace, cancellationToken: token);
            }

            return Result.Success(gadget);
        };
        await world.RunAsync();
        await world.CreateAsync("a");
        await world.UntilReconciledAsync("a", 2);
        world.Logs.ShouldNotContain(l => l.StartsWith("Error") || l.StartsWith("Warning: Reconciling"));
    }

    [Fact]
    public async Task A_refused_call_is_logged_without_the_servers_answer()
    {
        await using var world = await GadgetWorld.PrepareAsync();
        world.Script.OnReconcile = (gadget, _) => world.Script.CountOf("a") > 1
            ? Task.FromResult(Result.Success(gadget))
            : throw new HttpOperationException("body with password=hunter2");
        await world.RunAsync();
        await world.CreateAsync("a");
        await world.UntilReconciledAsync("a", 2);
        world.Logs.ShouldContain(l => l.Contains("the API server refused a call"));
        world.Logs.ShouldNotContain(l => l.Contains("hunter2"));
    }

    [Fact]
    public async Task The_entity_queue_runs_an_object_without_a_change()
    {
        await using var world = await GadgetWorld.StartAsync();
        await world.CreateAsync("a");
        await world.UntilReconciledAsync("a");
        var queue = world.Host.Services.GetRequiredService<EntityQueue<Gadget>>();
        queue(new NamespacedName(world.Namespace, "a"), TimeSpan.Zero);
        await world.UntilReconciledAsync("a", 2);
        queue(new NamespacedName(world.Namespace, "a"), TimeSpan.FromMilliseconds(50));
        await world.UntilReconciledAsync("a", 3);
        queue(new NamespacedName(world.Namespace, "nobody"), TimeSpan.Zero);
        await world.SettleAsync();
        world.Script.Overlaps.ShouldBe(0);
    }

    [Fact]
    public async Task Changes_of_another_kind_run_the_objects_it_maps_to_before_and_after()
    {
        await using var world = await GadgetWorld.StartAsync(build: b => b.Watches<Gadget, Gadget>((_, g) =>
            g.Spec.Owner is { } owner ? [new NamespacedName(g.Metadata.NamespaceProperty, owner)] : []));
        await world.CreateAsync("first");
        await world.CreateAsync("second");
        await world.UntilReconciledAsync("first");
        await world.UntilReconciledAsync("second");
        await world.CreateAsync("child");
        await world.UntilReconciledAsync("child");

        await world.PatchAsync("child", """{"spec":{"owner":"first"}}""");
        await world.UntilReconciledAsync("first", 2);
        await world.PatchAsync("child", """{"spec":{"owner":"second"}}""");
        await world.UntilReconciledAsync("second", 2);
        await world.UntilReconciledAsync("first", 3);
        await world.Client.DeleteAsync<Gadget>("child", world.Namespace, cancellationToken: Ct);
        await world.UntilReconciledAsync("second", 3);
    }

    [Fact]
    public async Task Idle_reconciles_run_by_the_thousand_per_second()
    {
        await using var world = await GadgetWorld.StartAsync();
        for (var i = 0; i < 50; i++)
            await world.CreateAsync($"g{i}");
        await Eventually.UntilAsync(() => world.Script.Reconciled.Count >= 50, ct: Ct);
        var queue = world.Host.Services.GetRequiredService<EntityQueue<Gadget>>();
        var before = world.Script.Reconciled.Count;
        var start = Stopwatch.GetTimestamp();
        while (world.Script.Reconciled.Count - before < 5000)
        {
            for (var i = 0; i < 50; i++)
                queue(new NamespacedName(world.Namespace, $"g{i}"), TimeSpan.Zero);
            await Task.Yield();
        }

        // Thousands on a free machine; here other tests run beside it.
        (5000 / Stopwatch.GetElapsedTime(start).TotalSeconds).ShouldBeGreaterThan(500);
    }
}
