using StackOperator.Core.Updates;

namespace StackOperator.Store.Tests.Updates;

public sealed class WriteLeaseTests
{
    [Fact]
    public async Task What_may_be_written_in_SQL_is_what_the_life_cycle_allows()
    {
        await using var stores = await UpdateStores.CreateAsync();
        foreach (var dryRun in (bool[])[false, true])
        {
            foreach (var status in Enum.GetValues<UpdateStatus>())
            {
                foreach (var over in (bool[])[false, true])
                {
                    foreach (var own in (bool[])[false, true])
                    {
                        var (update, token) = await stores.StartAsync(dryRun: dryRun, journal: 1);
                        await stores.ExecuteAsync("update updates set status = $2, lease_until = clock_timestamp() + $3 where id = $1", update.UpdateId, UpdateNames.Of(status), TimeSpan.FromHours(over ? -1 : 1));
                        var presented = own ? token : LeaseToken.Create();
                        var view = new UpdateView(status, dryRun, !own ? LeaseCheck.Foreign : over ? LeaseCheck.Expired : LeaseCheck.Valid);
                        var label = $"{view}";

                        (await stores.Journal.AppendAsync(update, presented, Texts.Entries((1, 6)), default)).Verdict.ShouldBe(UpdateLifecycle.WriteState(view), label);
                        (await CountAsync(stores, "journal_entries", update.UpdateId)).ShouldBe(UpdateLifecycle.WriteState(view) == UpdateVerdict.Proceed ? 1 : 0, label);
                        (await stores.Events.AppendAsync(update, presented, [new(0, "{}"u8.ToArray())], null, default)).Verdict.ShouldBe(UpdateLifecycle.WriteEvents(view), label);
                        (await CountAsync(stores, "engine_events", update.UpdateId)).ShouldBe(UpdateLifecycle.WriteEvents(view) == UpdateVerdict.Proceed ? 1 : 0, label);
                        await stores.ExecuteAsync("delete from updates where id = $1", update.UpdateId);
                        await stores.ExecuteAsync("update stack_states set active_update = null");
                    }
                }
            }
        }
    }

    private static Task<long> CountAsync(UpdateStores stores, string table, Guid update) => stores.ReadAsync<long>($"select count(*) from {table} where update_id = $1", update);
}
