using CsCheck;
using StackOperator.Store.Leadership;
using StackOperator.Store.Stacks;

namespace StackOperator.Store.Tests.Stacks;

public sealed class StackRowRaceTests
{
    [Fact]
    public async Task Of_64_objects_that_want_one_identity_exactly_one_gets_it_and_all_others_learn_who()
    {
        await using var world = await StackWorld.CreateAsync();
        var outcomes = await ParallelAsync(64, i => world.MaterializeAsync(StackWorld.Claim($"u{i}", "acme/web/dev")));
        var winner = outcomes.OfType<MaterializeOutcome.Done>().ShouldHaveSingleItem();
        winner.Change.ShouldBe(MaterializeChange.Created);
        outcomes.OfType<MaterializeOutcome.OwnedByOther>().Count(o => o.Owner == winner.Row.Owner).ShouldBe(63);
    }

    [Fact]
    public async Task One_object_materialized_64_times_at_once_gets_one_row()
    {
        await using var world = await StackWorld.CreateAsync();
        var outcomes = await ParallelAsync(64, _ => world.MaterializeAsync(StackWorld.Claim("a", "acme/web/dev")));
        outcomes.Cast<MaterializeOutcome.Done>().Select(d => d.Row.Id).Distinct().ShouldHaveSingleItem();
        outcomes.Cast<MaterializeOutcome.Done>().Count(d => d.Change == MaterializeChange.Created).ShouldBe(1);
    }

    [Fact]
    public async Task Of_64_objects_that_find_the_owner_gone_exactly_one_adopts_the_row()
    {
        await using var world = await StackWorld.CreateAsync();
        var row = await world.CreateAsync(StackWorld.Claim("gone", "acme/web/dev"));
        var outcomes = await ParallelAsync(64, i => world.MaterializeAsync(StackWorld.Claim($"u{i}", "acme/web/dev"), replacedOwner: "gone"));
        outcomes.OfType<MaterializeOutcome.Done>().ShouldHaveSingleItem().Row.Id.ShouldBe(row.Id);
    }

    [Fact]
    public async Task Objects_that_swap_names_never_lose_or_double_a_row()
    {
        await using var world = await StackWorld.CreateAsync();
        var a = await world.CreateAsync(StackWorld.Claim("a", "acme/web/x"));
        var b = await world.CreateAsync(StackWorld.Claim("b", "acme/web/y"));
        await ParallelAsync(64, i => world.MaterializeAsync(i % 2 == 0 ? StackWorld.Claim("a", "acme/web/y", 2) : StackWorld.Claim("b", "acme/web/x", 2)));
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(2);
        (await world.Rows.FindAsync("a", default, StackWorld.Ct)).Own!.Id.ShouldBe(a.Id);
        (await world.Rows.FindAsync("b", default, StackWorld.Ct)).Own!.Id.ShouldBe(b.Id);
        // By way of a third name both get what they want.
        (await world.MaterializeAsync(StackWorld.Claim("a", "acme/web/z", 3))).ShouldBeOfType<MaterializeOutcome.Done>();
        (await world.MaterializeAsync(StackWorld.Claim("b", "acme/web/x", 2))).ShouldBeOfType<MaterializeOutcome.Done>();
        (await world.MaterializeAsync(StackWorld.Claim("a", "acme/web/y", 4))).ShouldBeOfType<MaterializeOutcome.Done>();
    }

    [Fact]
    public async Task Deleting_the_last_stacks_of_a_project_races_with_new_ones_in_it_without_a_fault()
    {
        await using var world = await StackWorld.CreateAsync();
        for (var round = 0; round < 5; round++)
        {
            await ParallelAsync(32, i => world.MaterializeAsync(StackWorld.Claim($"u{i}", $"acme/web/s{i}")));
            await ParallelAsync(64, async i => i < 32
                ? (object)await world.DeleteAsync($"u{i}")
                : await world.MaterializeAsync(StackWorld.Claim($"v{i}", $"acme/web/t{i}")));
            (await world.ReadAsync<long>("select count(*) from stacks where project = 'web'")).ShouldBe(32);
            await ParallelAsync(32, i => world.DeleteAsync($"v{i + 32}"));
            (await world.ReadAsync<long>("select count(*) from projects")).ShouldBe(0);
        }
    }

    [Fact]
    public async Task An_update_either_starts_before_the_deletion_or_not_at_all()
    {
        await using var world = await StackWorld.CreateAsync();
        for (var round = 0; round < 20; round++)
        {
            var uid = $"u{round}";
            var row = await world.CreateAsync(StackWorld.Claim(uid, $"acme/web/s{round}"));
            if (round % 2 == 0)
            {
                await world.StartUpdateAsync(row.Id);
                await world.EndUpdateAsync(row.Id);
            }

            var deletes = ParallelAsync(8, _ => world.DeleteAsync(uid));
            var start = Task.Run(() => world.StartUpdateAsync(row.Id));
            var outcomes = await deletes;
            var started = await start.ContinueWith(static task => task.IsCompletedSuccessfully, TaskScheduler.Default);
            var left = await world.ReadAsync<long>("select count(*) from stacks s join stack_states t on t.stack_id = s.id where s.id = $1 and t.active_update is not null", row.Id);
            left.ShouldBe(started && outcomes.Any(o => o.Running is not null) ? 1 : 0);
            // A start that was reported as done is never deleted away: it saw the row, so the deletion saw it.
            if (started)
            {
                outcomes.Count(o => o.IsGone && o.Row is not null).ShouldBe(0);
            }
        }
    }

    [Fact]
    public async Task Takeovers_in_the_middle_of_writes_leave_only_rows_of_writes_that_were_reported_done()
    {
        await using var world = await StackWorld.CreateAsync();
        var first = world.Token;
        var writes = ParallelAsync(64, async i =>
        {
            try
            {
                return (await world.Rows.MaterializeAsync(first, StackWorld.Claim($"u{i}", $"acme/p{i % 5}/s{i}"), cancellationToken: StackWorld.Ct)) is MaterializeOutcome.Done;
            }
            catch (FencingTokenRejectedException)
            {
                return false;
            }
        });
        world.Token = await world.Fence.RaiseAsync(StackWorld.Ct);
        var atTakeover = await world.ReadAsync<long>("select count(*) from stacks");
        var done = await writes;
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(atTakeover);
        done.LongCount(static d => d).ShouldBe(atTakeover);
    }

    [Fact]
    public async Task Random_histories_keep_one_row_for_each_owner_and_one_owner_for_each_identity()
    {
        await using var world = await StackWorld.CreateAsync();
        var step = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 9]);
        foreach (var history in step.Array[40].Array[4].Single())
        {
            await ParallelAsync(history.Length, async i =>
            {
                var (owner, name, action) = history[i];
                return action switch
                {
                    0 => (object)await world.DeleteAsync($"o{owner}"),
                    1 => (object?)await world.Rows.RetainAsync(world.Token, $"o{owner}", StackWorld.Ct) ?? action,
                    _ => await world.MaterializeAsync(StackWorld.Claim($"o{owner}", $"acme/p{name % 2}/s{name}", i)),
                };
            });
            (await world.ReadAsync<long>("select count(*) from projects p where not exists (select 1 from stacks s where s.project = p.name)")).ShouldBe(0);
        }
    }

    private static Task<T[]> ParallelAsync<T>(int count, Func<int, Task<T>> run) => Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => run(i))));
}
