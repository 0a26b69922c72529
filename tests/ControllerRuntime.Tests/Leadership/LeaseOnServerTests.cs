using System.Diagnostics;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.ControllerRuntime.Leadership;
using StackOperator.Testing;
using StackOperator.Testing.Clusters;

namespace StackOperator.ControllerRuntime.Tests.Leadership;

/// <summary>Requirements 68, 70 and 74 with a real Lease and short times.</summary>
public sealed class LeaseOnServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_candidates_hand_the_lease_from_one_to_the_next_with_growing_tokens() // 68, 70, 74
    {
        var cluster = await TestCluster.SharedAsync(Ct);
        var ns = await cluster.CreateNamespaceAsync("lease", ct: Ct);
        var candidates = Enumerable.Range(0, 3).Select(_ => Create(cluster, ns)).ToList();
        foreach (var (candidate, _) in candidates)
            await candidate.StartAsync();
        var tokens = new List<long>();
        while (candidates.Count > 0)
        {
            var start = Stopwatch.GetTimestamp();
            await Eventually.UntilAsync(() => candidates.Exists(c => c.Candidate.Elector.IsLeader), because: "one of the rest leads", ct: Ct);
            candidates.Count(c => c.Candidate.Elector.IsLeader).ShouldBe(1);
            if (tokens.Count > 0)
                Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(10));
            var leader = candidates.Find(c => c.Candidate.Elector.IsLeader);
            leader.Candidate.Elector.EnsureLeading();
            tokens.Add(leader.Candidate.Elector.FencingToken);
            candidates.Remove(leader);
            await leader.Candidate.Elector.StopAsync(Ct);
            await leader.Candidate.DisposeAsync();
            leader.Store.Dispose();
        }

        tokens.Count.ShouldBe(3);
        tokens.ShouldBe([.. tokens.Distinct().Order()]);
    }

    [Fact]
    public async Task A_leader_whose_lease_a_rival_took_stops_leading() // 73
    {
        var cluster = await TestCluster.SharedAsync(Ct);
        var ns = await cluster.CreateNamespaceAsync("lease", ct: Ct);
        var (candidate, store) = Create(cluster, ns);
        await candidate.StartAsync();
        await candidate.Elector.WaitAsync(Ct);
        var lost = candidate.Elector.Lost;
        await Eventually.UntilAsync(
            async ct =>
            {
                var lease = (await store.ReadAsync(ct))!;
                lease.Spec.HolderIdentity = "rival";
                await store.ReplaceAsync(lease, ct);
                return true;
            },
            ct: Ct);
        await Eventually.UntilAsync(() => lost.IsCancellationRequested, because: "leading ended", ct: Ct);
        await candidate.DisposeAsync();
        store.Dispose();
    }

    private static (Candidate Candidate, KubernetesLeaseStore Store) Create(TestCluster cluster, string ns)
    {
        var settings = new OperatorSettings
        {
            Name = "lease-test",
            HomeNamespace = ns,
            ExitOnLeadershipLoss = false,
            RetryPeriod = TimeSpan.FromMilliseconds(500),
        };
        var store = new KubernetesLeaseStore(KubernetesConnection.Load(cluster.Kubeconfig), Options.Create(settings));
        return (new Candidate(store, settings, TimeProvider.System), store);
    }
}
