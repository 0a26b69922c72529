using StackOperator.Core.Updates;
using StackOperator.Store.Updates;
using StackOperator.Testing.Stacks;

namespace StackOperator.Store.Tests.Updates;

public sealed class UpdateLifeTests
{
    [Fact]
    public async Task Checklist_57_of_64_simultaneous_starts_exactly_one_wins()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var updates = new List<UpdateAddress>();
        for (var i = 0; i < 64; i++)
        {
            updates.Add(await stores.CreateUpdateAsync());
        }

        var answers = await Task.WhenAll(updates.Select(update => Task.Run(() => stores.Starter.StartAsync(update, 1, "", default))));

        answers.Count(static a => a.Outcome == StartOutcome.Started).ShouldBe(1);
        answers.Count(static a => a.Outcome == StartOutcome.Busy).ShouldBe(63);
        (await stores.ReadAsync<long>("select count(*) from updates where status = 'running'")).ShouldBe(1);
    }

    [Fact]
    public async Task One_update_started_by_16_callers_at_once_starts_once()
    {
        await using var stores = await UpdateStores.CreateAsync();
        foreach (var dryRun in (bool[])[false, true])
        {
            var update = await stores.CreateUpdateAsync(dryRun: dryRun);
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => stores.Starter.StartAsync(update, 1, "", default))));
            answers.Count(static a => a.Outcome == StartOutcome.Started).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Checklist_60_every_real_run_makes_one_version_whatever_its_result_and_dry_runs_make_none()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var ends = new (UpdateStatus Status, bool DryRun)[] { (UpdateStatus.Succeeded, false), (UpdateStatus.Failed, true), (UpdateStatus.Failed, false) };
        foreach (var (status, dryRun) in ends)
        {
            var (update, token) = await stores.StartAsync(dryRun: dryRun);
            (await stores.Updates.CompleteAsync(update, token, status, default)).ShouldBe(UpdateVerdict.Proceed);
        }

        var (cancelled, _) = await stores.StartAsync();
        (await stores.Updates.CancelAsync(cancelled, default)).ShouldBe(UpdateVerdict.Proceed);

        (await stores.ReadAsync<long>("select version from stack_states where stack_id = $1", stores.StackId)).ShouldBe(3);
        (await stores.History.ReadAsync(stores.Stack, 10, 0, default)).ShouldNotBeNull().Select(static h => (h.Version, h.Result))
            .ShouldBe([(3, "failed"), (2, "failed"), (1, "succeeded")]);
        for (var version = 1; version <= 3; version++)
        {
            (await stores.States.ExportAsync(stores.Stack, version, default)).Text.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Checklist_62_63_complete_may_be_repeated_and_frees_the_stack_at_once()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, token) = await stores.StartAsync();
        (await stores.Updates.CompleteAsync(update, token, UpdateStatus.Succeeded, default)).ShouldBe(UpdateVerdict.Proceed);
        (await stores.Updates.CompleteAsync(update, token, UpdateStatus.Succeeded, default)).ShouldBe(UpdateVerdict.AlreadyDone);
        (await stores.Updates.CompleteAsync(update, token, UpdateStatus.Failed, default)).ShouldBe(UpdateVerdict.Ended);
        await stores.StartAsync();
        (await stores.ReadAsync<long>("select version from stack_states")).ShouldBe(1);
    }

    [Fact]
    public async Task Checklist_65_start_after_an_expired_update_succeeds_and_ends_it()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (silent, token) = await stores.StartAsync();
        await stores.ExpireAsync(silent);
        var (next, _) = await stores.StartAsync();

        (await stores.Updates.FindAsync(silent, default)).ShouldNotBeNull().Status.ShouldBe(UpdateStatus.Failed);
        (await stores.Updates.RenewAsync(silent, token, TimeSpan.FromSeconds(300), default)).Verdict.ShouldBe(UpdateVerdict.Ended);
        (await stores.ReadAsync<Guid>("select active_update from stack_states")).ShouldBe(next.UpdateId);
    }

    [Fact]
    public async Task An_expired_update_is_found_and_ended_once()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (silent, _) = await stores.StartAsync();
        (await stores.Updates.FindExpiredAsync(10, default)).ShouldBeEmpty();
        (await stores.Updates.ExpireAsync(silent.UpdateId, default)).ShouldBe(UpdateVerdict.AlreadyDone);
        await stores.ExpireAsync(silent);
        (await stores.Updates.FindExpiredAsync(10, default)).ShouldBe([silent.UpdateId]);
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => stores.Updates.ExpireAsync(silent.UpdateId, default))));
        verdicts.Count(static v => v == UpdateVerdict.Proceed).ShouldBe(1);
        (await stores.ReadAsync<long>("select version from stack_states")).ShouldBe(1);
    }

    [Fact]
    public async Task Checklist_67_69_a_renewal_extends_the_lease_and_may_be_repeated_with_the_same_token()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, token) = await stores.StartAsync();
        await stores.ExecuteAsync("update updates set lease_until = clock_timestamp() + interval '1 second'");
        for (var i = 0; i < 2; i++)
        {
            (await stores.Updates.RenewAsync(update, token, TimeSpan.FromSeconds(300), default)).Verdict.ShouldBe(UpdateVerdict.Proceed);
        }

        (await stores.ReadAsync<bool>("select lease_until > clock_timestamp() + interval '300 seconds' from updates")).ShouldBeTrue();
        (await stores.Updates.RenewAsync(update, token, TimeSpan.FromSeconds(1), default)).Verdict.ShouldBe(UpdateVerdict.Proceed);
        (await stores.ReadAsync<bool>("select lease_until > clock_timestamp() + interval '300 seconds' from updates")).ShouldBeTrue();
        (await stores.Updates.RenewAsync(update, token, TimeSpan.FromDays(9), default)).Verdict.ShouldBe(UpdateVerdict.Proceed);
        (await stores.ReadAsync<bool>("select lease_until < clock_timestamp() + interval '400 seconds' from updates")).ShouldBeTrue();
    }

    [Fact]
    public async Task Checklist_66_71_an_update_is_known_only_below_its_own_stack_and_to_its_own_token()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (_, other) = await StackRows.InsertAsync(stores.Database);
        var (update, token) = await stores.StartAsync();
        var elsewhere = update with { Stack = other };
        (await stores.Updates.FindAsync(elsewhere, default)).ShouldBeNull();
        (await stores.Updates.CompleteAsync(elsewhere, token, UpdateStatus.Succeeded, default)).ShouldBeNull();
        (await stores.Updates.CancelAsync(elsewhere, default)).ShouldBeNull();
        (await stores.Journal.AppendAsync(elsewhere, token, [], default)).Verdict.ShouldBeNull();

        var (dryRun, dryToken) = await stores.StartAsync(dryRun: true);
        (await stores.Updates.CompleteAsync(update, dryToken, UpdateStatus.Succeeded, default)).ShouldBe(UpdateVerdict.ForeignLease);
        (await stores.Updates.RenewAsync(dryRun, token, TimeSpan.FromSeconds(300), default)).Verdict.ShouldBe(UpdateVerdict.ForeignLease);
        (await stores.ReadAsync<string>("select encode(lease_hash, 'escape') from updates where id = $1", update.UpdateId)).ShouldNotContain(token);
    }

    [Fact]
    public async Task A_stack_that_is_held_or_about_to_be_deleted_takes_no_update()
    {
        await using var stores = await UpdateStores.CreateAsync();
        await stores.ExecuteAsync("insert into stack_states (stack_id, hold_until) values ($1, clock_timestamp() + interval '1 hour')", stores.StackId);
        (await stores.Starter.StartAsync(await stores.CreateUpdateAsync(), 1, "", default)).Outcome.ShouldBe(StartOutcome.Held);
        (await stores.Importer.ImportAsync(stores.Stack, Texts.State(), null, "ann", default)).UpdateId.ShouldBeNull();
        await stores.ExecuteAsync("update stack_states set hold_until = clock_timestamp() - interval '1 second'");
        await stores.ExecuteAsync("update stacks set deletion_requested = true");
        (await stores.Starter.StartAsync(await stores.CreateUpdateAsync(), 1, "", default)).Outcome.ShouldBe(StartOutcome.Held);
        await stores.ExecuteAsync("update stacks set deletion_requested = false");
        (await stores.Starter.StartAsync(await stores.CreateUpdateAsync(), 1, "", default)).Outcome.ShouldBe(StartOutcome.Started);
    }

    [Fact]
    public async Task Deleting_a_stack_leaves_no_row_behind()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, token) = await stores.StartAsync(journal: 1);
        (await stores.Journal.AppendAsync(update, token, Texts.Entries((1, 6)), default)).Stored.ShouldBeTrue();
        (await stores.Events.AppendAsync(update, token, [new(0, """{"sequence":0}"""u8.ToArray())], null, default)).Stored.ShouldBeTrue();
        (await stores.Updates.CompleteAsync(update, token, UpdateStatus.Succeeded, default)).ShouldBe(UpdateVerdict.Proceed);
        var (second, secondToken) = await stores.StartAsync(journal: 1);
        (await stores.Journal.AppendAsync(second, secondToken, Texts.Entries((1, 6)), default)).Stored.ShouldBeTrue();

        await stores.ExecuteAsync("delete from stacks where id = $1", stores.StackId);

        foreach (var table in (string[])["updates", "checkpoints", "update_saves", "journal_entries", "engine_events", "stack_keys", "stack_states"])
        {
            (await stores.ReadAsync<long>($"select count(*) from {table}")).ShouldBe(0, table);
        }
    }
}
