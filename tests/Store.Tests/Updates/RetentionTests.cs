using StackOperator.Core.Updates;
using StackOperator.Store.Updates;

namespace StackOperator.Store.Tests.Updates;

public sealed class RetentionTests
{
    [Fact]
    public async Task Old_versions_events_and_dry_runs_go_but_never_the_current_state_nor_the_history()
    {
        await using var stores = await UpdateStores.CreateAsync();
        for (var i = 0; i < 6; i++)
        {
            await stores.Importer.ImportAsync(stores.Stack, Texts.State(), null, "ann", default);
        }

        var (dryRun, dryToken) = await stores.StartAsync(dryRun: true);
        await stores.Events.AppendAsync(dryRun, dryToken, [new(0, "{}"u8.ToArray())], null, default);
        await stores.Updates.CompleteAsync(dryRun, dryToken, UpdateStatus.Succeeded, default);
        var (update, token) = await stores.StartAsync();
        await stores.Events.AppendAsync(update, token, [new(0, "{}"u8.ToArray())], null, default);
        await stores.Updates.CompleteAsync(update, token, UpdateStatus.Succeeded, default);

        var store = new RetentionStore(stores.Database);
        var options = new RetentionOptions { VersionDays = 30, Versions = 2, EventDays = 30 };
        (await store.StepAsync(options, 100, default)).ShouldBe(0);
        await stores.ExecuteAsync("update checkpoints set created_at = created_at - interval '31 days'");
        await stores.ExecuteAsync("update updates set ended_at = ended_at - interval '31 days'");
        while (await store.StepAsync(options, 2, default) > 0)
        {
        }

        (await stores.ReadAsync<long>("select min(version) from checkpoints")).ShouldBe(6);
        (await stores.ReadAsync<long>("select max(version) from checkpoints")).ShouldBe(7);
        (await stores.ReadAsync<long>("select count(*) from engine_events")).ShouldBe(0);
        (await stores.Updates.FindAsync(dryRun, default)).ShouldBeNull();
        (await stores.History.ReadAsync(stores.Stack, 100, 0, default)).ShouldNotBeNull().Count.ShouldBe(7);
        (await stores.ExportAsync()).ShouldBe(Texts.Small);
    }
}
