using StackOperator.Operator.Tests.Running;
using StackOperator.Store.Database;
using StackOperator.Testing;
using StackOperator.Testing.Clusters;
using StackOperator.Testing.Faults;

namespace StackOperator.Operator.Tests.EnvironmentStacks;

/// <summary>Wherever the operator is killed, a stack is whole or absent, and the next operator finishes it.</summary>
public sealed class EnvironmentStackKillTests
{
    private static readonly TimeSpan _takeover = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Item_50_Killed_before_the_finalizer_is_written_nothing_is_made_and_the_next_operator_makes_it()
    {
        await using var world = await OperatorWorld.CreateAsync();
        await using var proxy = await FaultProxy.StartAsync(world.OperatorKubeconfig, cancellationToken: OperatorWorld.Ct);
        proxy.Rules.Add(FaultTarget.Write, Fault.Delay(TimeSpan.FromHours(1)), "/environmentstacks/a");
        using (var process = OperatorProcess.Start(ShortLease(world.Settings(proxy.Kubeconfig))))
        {
            await world.CreateEnvironmentsAsync("a", "myapp");
            await Eventually.UntilAsync(() => proxy.Requests.Any(static r => r.Method == "PATCH" && r.Path.Contains("/environmentstacks/a", StringComparison.Ordinal)), _takeover, ct: OperatorWorld.Ct);
            await process.KillAsync(OperatorWorld.Ct);
        }

        (await world.CountsAsync()).ShouldBe("0 0 0 0");
        await FinishAsync(world);
    }

    [Fact]
    public async Task Item_50_Killed_inside_the_transaction_nothing_is_left_and_the_next_operator_makes_it()
    {
        await using var world = await OperatorWorld.CreateAsync();
        await using var connection = await world.DataSource.OpenConnectionAsync(OperatorWorld.Ct);
        // Stack and workspaces can be inserted, edges cannot.
        await using var transaction = await connection.BeginTransactionAsync(OperatorWorld.Ct);
        await connection.Command("lock table workspace_dependencies in exclusive mode").RunAsync(OperatorWorld.Ct);
        using (var process = OperatorProcess.Start(ShortLease(world.Settings())))
        {
            await world.CreateEnvironmentsAsync("a", "myapp");
            await Eventually.UntilAsync(
                _ => world.ReadAsync<long>("select count(*) from pg_locks where relation = 'workspace_dependencies'::regclass and not granted"), static waiting => waiting > 0, _takeover, ct: OperatorWorld.Ct);
            await process.KillAsync(OperatorWorld.Ct);
        }

        await transaction.RollbackAsync(OperatorWorld.Ct);
        await Eventually.UntilAsync(_ => world.ReadAsync<long>("select count(*) from pg_stat_activity where application_name = 'stack-operator' and datname = current_database()"), static sessions => sessions == 0, _takeover, ct: OperatorWorld.Ct);
        // The server finishes a batch that it had received whole when the client dies: whole or absent, never a part.
        (await world.CountsAsync()).ShouldBeOneOf("0 0 0 0", "1 3 0 2");
        await FinishAsync(world);
    }

    [Fact]
    public async Task Item_50_Killed_between_the_rows_and_the_status_the_next_operator_tells()
    {
        await using var world = await OperatorWorld.CreateAsync();
        await using var proxy = await FaultProxy.StartAsync(world.OperatorKubeconfig, cancellationToken: OperatorWorld.Ct);
        proxy.Rules.Add(FaultTarget.Write, Fault.Delay(TimeSpan.FromHours(1)), "/status");
        using (var process = OperatorProcess.Start(ShortLease(world.Settings(proxy.Kubeconfig))))
        {
            await world.CreateEnvironmentsAsync("a", "myapp");
            await Eventually.UntilAsync(_ => world.CountsAsync(), static counts => counts == "1 3 0 2", _takeover, ct: OperatorWorld.Ct);
            await process.KillAsync(OperatorWorld.Ct);
        }

        var id = await world.ReadAsync<Guid>("select id from environment_stacks");
        (await FinishAsync(world)).ShouldBe(id.ToString());
    }

    [Fact]
    public async Task Item_79_Killed_between_unlinking_and_the_end_of_the_object_no_workspace_points_to_a_missing_stack()
    {
        await using var world = await OperatorWorld.CreateAsync();
        await using var proxy = await FaultProxy.StartAsync(world.OperatorKubeconfig, cancellationToken: OperatorWorld.Ct);
        using (var process = OperatorProcess.Start(ShortLease(world.Settings(proxy.Kubeconfig))))
        {
            await world.CreateEnvironmentsAsync("a", "myapp");
            await world.UntilEnvironmentsReadyAsync("a", within: _takeover);
            proxy.Rules.Add(FaultTarget.Write, Fault.Delay(TimeSpan.FromHours(1)), "/environmentstacks/a");
            await world.DeleteEnvironmentsAsync("a");
            await Eventually.UntilAsync(_ => world.CountsAsync(), static counts => counts == "0 0 3 2", _takeover, ct: OperatorWorld.Ct);
            await process.KillAsync(OperatorWorld.Ct);
        }

        await world.StartOperatorAsync();
        await world.UntilEnvironmentsGoneAsync("a");
        (await world.CountsAsync()).ShouldBe("0 0 3 2");
    }

    [Fact]
    public async Task A_lost_cluster_is_rebuilt_from_the_same_yaml_and_finds_its_rows()
    {
        await using var world = await OperatorWorld.CreateAsync();
        var running = await world.StartOperatorAsync();
        var before = await world.CreateReadyEnvironmentsAsync("a", "myapp");
        await world.StopAsync(running);

        await using var cluster = await TestCluster.StartPrivateAsync(OperatorWorld.Ct);
        await using var rebuilt = await world.MoveToAsync(cluster);
        await rebuilt.StartOperatorAsync();
        var after = await rebuilt.CreateReadyEnvironmentsAsync("a", "myapp");
        (after.Status.Id, await world.CountsAsync()).ShouldBe((before.Status.Id, "1 3 0 2"));
    }

    private static async Task<string?> FinishAsync(OperatorWorld world)
    {
        await world.StartOperatorAsync();
        var stack = await world.UntilEnvironmentsReadyAsync("a", within: _takeover);
        (await world.CountsAsync()).ShouldBe("1 3 0 2");
        return stack.Status.Id;
    }

    private static Dictionary<string, string> ShortLease(Dictionary<string, string> settings)
    {
        settings["STACK_OPERATOR_LEASE_DURATION"] = "6s";
        settings["STACK_OPERATOR_RENEW_DEADLINE"] = "5s";
        return settings;
    }
}
