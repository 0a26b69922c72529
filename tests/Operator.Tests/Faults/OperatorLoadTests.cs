using System.Diagnostics;
using StackOperator.Operator.Tests.Running;
using StackOperator.Testing;
using StackOperator.Testing.Faults;

namespace StackOperator.Operator.Tests.Faults;

/// <summary>What many objects cost.</summary>
[Collection(AloneCollection.Name)]
public sealed class OperatorLoadTests
{
    private const int Count = 1000;

    [Fact]
    public async Task A_thousand_objects_cost_two_patches_each_no_reads_and_nothing_after_a_restart()
    {
        await using var world = await OperatorWorld.CreateAsync();
        await using var proxy = await FaultProxy.StartAsync(world.OperatorKubeconfig, cancellationToken: OperatorWorld.Ct);
        var running = await world.StartOperatorAsync(proxy.Kubeconfig);
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Count),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = OperatorWorld.Ct },
            async (i, _) => await world.CreateAsync($"s{i}", $"acme/p{i % 20}/s{i}"));
        await Eventually.UntilAsync(() => Patches(proxy, "/status") >= Count, TimeSpan.FromMinutes(4), ct: OperatorWorld.Ct);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Count} new objects in {Stopwatch.GetElapsedTime(started)}");
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(Count);
        await world.StopAsync(running);

        Patches(proxy, "/status").ShouldBe(Count);
        proxy.Requests.Count(static r => r.Method == "PATCH" && r.Path.Contains("/stacks/", StringComparison.Ordinal)).ShouldBe(2 * Count);
        proxy.Requests.Count(static r => r.Method == "GET" && r.Path.Contains("/stacks/", StringComparison.Ordinal)).ShouldBe(0);

        var written = proxy.Requests.Count(IsWriteOfObjects);
        var rows = await world.ReadAsync<long>("select count(distinct xmin::text) from stacks");
        var selects = Stopwatch.GetTimestamp();
        using var meter = new ReconcileMeter();
        await world.StartOperatorAsync(proxy.Kubeconfig);
        await Eventually.UntilAsync(() => meter.Reconciles >= Count, TimeSpan.FromMinutes(2), ct: OperatorWorld.Ct);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Count} unchanged objects in {Stopwatch.GetElapsedTime(selects)}");
        proxy.Requests.Count(IsWriteOfObjects).ShouldBe(written);
        (await world.ReadAsync<long>("select count(distinct xmin::text) from stacks")).ShouldBe(rows);
    }

    private static int Patches(FaultProxy proxy, string end) => proxy.Requests.Count(r => r.Method == "PATCH" && r.Path.EndsWith(end, StringComparison.Ordinal));

    private static bool IsWriteOfObjects(ProxiedRequest request) => request.Method != "GET" && request.Path.Contains("/stacks", StringComparison.Ordinal);
}
