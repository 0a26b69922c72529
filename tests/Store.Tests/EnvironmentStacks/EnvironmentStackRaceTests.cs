using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.EnvironmentStacks;
using static StackOperator.Store.Tests.EnvironmentStacks.EnvironmentWorld;

namespace StackOperator.Store.Tests.EnvironmentStacks;

/// <summary>Whatever happens at once, the outcome is as if it had happened one after the other.</summary>
public sealed class EnvironmentStackRaceTests
{
    private const int Many = 50;

    [Fact]
    public async Task Item_48_Of_fifty_equal_stacks_at_once_one_is_made()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var outcomes = await AtOnceAsync(world, i => Claim($"u{i}", "myapp", "dev>staging", "staging>prod", "prod"));
        outcomes.OfType<EnvironmentStackOutcome.Done>().Count().ShouldBe(1);
        outcomes.OfType<EnvironmentStackOutcome.OwnedByOther>().Count().ShouldBe(Many - 1);
        (await world.ReadAsync<long>("select count(*) from workspaces")).ShouldBe(3);
        (await world.ReadAsync<long>("select count(*) from workspace_dependencies")).ShouldBe(2);
    }

    [Fact]
    public async Task Item_49_Of_fifty_stacks_that_share_one_workspace_name_one_is_made()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        // 'a', 'a-a', 'a-a-a', … with the environment that makes every one's workspace 'a-a-…-a'.
        var shared = string.Join('-', Enumerable.Repeat("a", 30));
        var outcomes = await AtOnceAsync(world, i => i < 29 ? Claim($"u{i}", shared[..((i * 2) + 1)], shared[((i * 2) + 2)..], $"x{i}") : Claim($"u{i}", shared[..(((i - 29) * 2) + 1)], $"y{i}", shared[(((i - 29) * 2) + 2)..]));
        outcomes.OfType<EnvironmentStackOutcome.Done>().Count().ShouldBe(1);
        (await world.ReadAsync<long>("select count(*) from workspaces")).ShouldBe(2);
        (await world.ReadAsync<long>("select count(*) from environment_stacks")).ShouldBe(1);
    }

    [Fact]
    public async Task Overlapping_stacks_in_any_order_never_deadlock_and_never_leave_a_part()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        string[] names = ["a", "a-b", "a-b-c", "a-b-c-d"];
        var outcomes = await AtOnceAsync(world, i =>
        {
            // Each stack shares some names with others, and lists its environments in another order.
            var stack = names[i % names.Length];
            var environments = new[] { "b-c-d-e", "c-d-e", "d-e", "e", "b-c-d-f", "c-d-f", "d-f", "f", $"own{i}" };
            return Claim($"u{i}", stack, [.. environments.OrderBy(e => HashCode.Combine(e, i))]);
        });
        var made = outcomes.Count(static o => o is EnvironmentStackOutcome.Done);
        made.ShouldBeGreaterThan(0);
        (await world.ReadAsync<long>("select count(*) from environment_stacks")).ShouldBe(made);
        (await world.ReadAsync<long>("select count(*) from environment_stacks e where environment_count <> (select count(*) from workspaces w where w.stack_id = e.id)")).ShouldBe(0);
        (await world.ReadAsync<long>("select count(*) from workspaces where stack_id is null")).ShouldBe(0);
    }

    [Fact]
    public async Task Item_57_No_reader_ever_sees_a_part_of_a_stack()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var reads = 0;
        var reader = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                (await world.ReadAsync<long>(
                    """
                    select count(*) from environment_stacks e
                    where environment_count <> (select count(*) from workspaces w where w.stack_id = e.id)
                       or (select count(*) from workspace_dependencies d join workspaces w on w.id = d.upstream_id where w.stack_id = e.id) <> 2
                    """)).ShouldBe(0);
                reads++;
            }
        }, Ct);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1000),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct },
            async (i, _) => await world.CreateAsync(Claim($"u{i}", $"s{i}", "dev>staging", "staging>prod", "prod")));
        await done.CancelAsync();
        await reader;
        reads.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Unlinking_and_changing_at_once_end_in_one_order_or_the_other()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        for (var i = 0; i < 20; i++)
        {
            var name = $"s{i}";
            await world.CreateAsync(Claim($"u{i}", name, "dev", "prod"));
            await Task.WhenAll(
                world.UnlinkAsync($"u{i}"),
                world.WriteAsync("update workspaces set name = name || '-x', auto_apply = true where organization = 'acme' and name like $1", $"{name}-%"),
                world.WriteAsync("insert into workspace_latest_runs select id, $1, 'queued', null, now() from workspaces where name like $2", Guid.NewGuid(), $"{name}-%"));
        }

        (await world.ReadAsync<long>("select count(*) from workspaces where stack_id is not null")).ShouldBe(0);
        (await world.ReadAsync<long>("select count(*) from workspaces where name like '%-x' and auto_apply")).ShouldBe(40);
    }

    [Fact]
    public async Task A_stack_and_a_standalone_workspace_of_one_name_at_once_give_one_of_them()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        for (var i = 0; i < 20; i++)
        {
            var (name, stands) = ($"s{i}", false);
            var stack = Task.Run(() => world.MaterializeAsync(Claim($"u{i}", name, "dev", "prod")), Ct);
            try
            {
                await world.StandaloneAsync($"{name}-prod", $"other{i}");
                stands = true;
            }
            catch (Npgsql.PostgresException e) when (e.ConstraintName == "workspaces_name")
            {
            }

            (await stack is EnvironmentStackOutcome.Done).ShouldBe(!stands);
        }
    }

    private static async Task<EnvironmentStackOutcome[]> AtOnceAsync(EnvironmentWorld world, Func<int, EnvironmentStackClaim> claim)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, Many).Select(async i =>
        {
            await start.Task;
            return await world.MaterializeAsync(claim(i));
        }).ToList();
        start.SetResult();
        return await Task.WhenAll(all);
    }
}
