using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.LocalServices.Postgres;
using StackOperator.LocalServices.Processes;
using StackOperator.Operator.Tests.Running;
using StackOperator.Store.Database;
using StackOperator.Testing;
using StackOperator.Testing.Clusters;
using StackOperator.Testing.Faults;

namespace StackOperator.Operator.Tests.Faults;

/// <summary>What is left to do after something died is done by whoever comes next, once.</summary>
public sealed class OperatorFaultTests
{
    private static readonly TimeSpan _takeover = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task An_operator_killed_between_the_row_and_the_status_is_finished_by_the_next_one()
    {
        await using var world = await OperatorWorld.CreateAsync();
        await using var proxy = await FaultProxy.StartAsync(world.OperatorKubeconfig, cancellationToken: OperatorWorld.Ct);
        proxy.Rules.Add(FaultTarget.Write, Fault.Delay(TimeSpan.FromHours(1)), "/status");
        using (var process = OperatorProcess.Start(ShortLease(world.Settings(proxy.Kubeconfig))))
        {
            await world.CreateAsync("a", "acme/web/dev");
            await Eventually.UntilAsync(_ => world.ReadAsync<long>("select count(*) from stacks"), static count => count == 1, _takeover, ct: OperatorWorld.Ct);
            await process.KillAsync(OperatorWorld.Ct);
        }

        var id = await world.ReadAsync<string>("select id::text from stacks");
        await world.StartOperatorAsync();
        (await world.UntilReadyAsync("a", within: _takeover)).Status.Id.ShouldBe(id);
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(1);
    }

    [Fact]
    public async Task An_operator_killed_between_the_deletion_of_the_row_and_of_the_object_is_finished_by_the_next_one()
    {
        await using var world = await OperatorWorld.CreateAsync();
        await using var proxy = await FaultProxy.StartAsync(world.OperatorKubeconfig, cancellationToken: OperatorWorld.Ct);
        using (var process = OperatorProcess.Start(ShortLease(world.Settings(proxy.Kubeconfig))))
        {
            await world.CreateAsync("a", "acme/web/dev");
            await world.UntilReadyAsync("a", within: _takeover);
            proxy.Rules.Add(FaultTarget.Write, Fault.Delay(TimeSpan.FromHours(1)), "/stacks/a");
            await world.DeleteAsync("a");
            await Eventually.UntilAsync(_ => world.ReadAsync<long>("select count(*) from stacks"), static count => count == 0, _takeover, ct: OperatorWorld.Ct);
            await process.KillAsync(OperatorWorld.Ct);
        }

        (await world.Client.GetAsync<StackResource>("a", world.Team, OperatorWorld.Ct)).ShouldNotBeNull();
        await world.StartOperatorAsync();
        await world.UntilGoneAsync("a");
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(0);
    }

    [Fact]
    public async Task Two_operators_share_the_work_by_a_lease_and_a_change_of_leader_in_the_middle_loses_nothing()
    {
        await using var world = await OperatorWorld.CreateAsync();
        var first = await world.StartOperatorAsync();
        await world.StartOperatorAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), OperatorWorld.Ct, async (i, _) =>
        {
            await world.CreateAsync($"s{i}", $"acme/p{i % 4}/s{i}");
            if (i == 30)
            {
                await world.StopAsync(first);
            }
        });
        for (var i = 0; i < 60; i++)
        {
            await world.UntilReadyAsync($"s{i}", within: _takeover);
        }

        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(60);
        (await world.ReadAsync<long>("select fencing_token from operator_leadership")).ShouldBe(2);
    }

    [Fact]
    public async Task A_lost_cluster_is_rebuilt_from_the_same_yaml_and_finds_its_rows()
    {
        await using var world = await OperatorWorld.CreateAsync();
        var running = await world.StartOperatorAsync();
        var before = await world.CreateReadyAsync("a", "acme/web/dev");
        await world.StartUpdateAsync(before.Status.Id!, Guid.NewGuid());
        await world.EndUpdateAsync(before.Status.Id!);
        await world.StopAsync(running);

        await using var cluster = await TestCluster.StartPrivateAsync(OperatorWorld.Ct);
        await using var rebuilt = await world.MoveToAsync(cluster);
        await rebuilt.StartOperatorAsync();
        var after = await rebuilt.CreateReadyAsync("a", "acme/web/dev");
        after.Metadata.Uid.ShouldNotBe(before.Metadata.Uid);
        after.Status.Id.ShouldBe(before.Status.Id);
        after.Status.Version.ShouldBe(3);
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(1);
    }

    [Fact]
    public async Task An_api_server_that_dies_and_comes_back_is_picked_up_again()
    {
        await using var cluster = await TestCluster.StartPrivateAsync(OperatorWorld.Ct);
        await using var world = await OperatorWorld.CreateAsync(cluster);
        await world.StartOperatorAsync();
        var stack = await world.CreateReadyAsync("a", "acme/web/dev");
        await cluster.KillApiServerAsync();
        await world.StartUpdateAsync(stack.Status.Id!, Guid.NewGuid());
        await cluster.StartApiServerAsync(OperatorWorld.Ct);
        await world.UntilAsync("a", static s => s.Status.ActiveUpdate is not null, within: _takeover);
        await world.CreateAsync("b", "acme/web/prod");
        await world.UntilReadyAsync("b", within: _takeover);
    }

    [Fact]
    public async Task A_database_that_stays_away_is_told_and_everything_goes_on_when_it_is_back()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"operator-postgres-{Guid.NewGuid():N}");
        var server = await PostgresServer.StartAsync(new PostgresSettings(folder, Durable: false, Lifetime.WithParent), OperatorWorld.Ct);
        try
        {
            await Migrator.MigrateAsync(server.ConnectionString, OperatorWorld.Ct);
            await using var world = await OperatorWorld.CreateAsync(connectionString: server.ConnectionString);
            await world.StartOperatorAsync();
            var stack = await world.CreateReadyAsync("a", "acme/web/dev");
            await server.StopAsync();
            await world.CreateAsync("b", "acme/web/prod");
            var waiting = await world.UntilAsync("b", "Unknown", StackConditions.ReasonDatabaseUnavailable, within: _takeover);
            OperatorWorld.Condition(waiting, StackConditions.Reconciling)!.Status.ShouldBe("True");
            server = await PostgresServer.StartAsync(new PostgresSettings(folder, Durable: false, Lifetime.WithParent) { Port = server.Port }, OperatorWorld.Ct);
            OperatorWorld.Condition(await world.UntilReadyAsync("b", within: _takeover), StackConditions.Reconciling).ShouldBeNull();
            await world.StartUpdateAsync(stack.Status.Id!, Guid.NewGuid());
            await world.UntilAsync("a", static s => s.Status.ActiveUpdate is not null, within: _takeover);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static Dictionary<string, string> ShortLease(Dictionary<string, string> settings)
    {
        settings["STACK_OPERATOR_LEASE_DURATION"] = "6s";
        settings["STACK_OPERATOR_RENEW_DEADLINE"] = "5s";
        return settings;
    }
}
