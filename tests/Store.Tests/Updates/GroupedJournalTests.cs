using StackOperator.Core.Updates;
using StackOperator.Store.Updates;

namespace StackOperator.Store.Tests.Updates;

/// <summary>Batches of many updates that arrive at once and share commits: each is answered for itself.</summary>
public sealed class GroupedJournalTests
{
    [Fact]
    public async Task Good_foreign_ended_dry_and_unknown_updates_together_each_get_their_own_answer()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (ended, endedToken) = await stores.StartAsync(journal: 1);
        await stores.Updates.CancelAsync(ended, default);
        var (running, token) = await stores.StartAsync(journal: 1);
        var (dry, dryToken) = await stores.StartAsync(dryRun: true, journal: 1);
        var unknown = new UpdateAddress(stores.Stack, Guid.NewGuid());
        var answers = await Task.WhenAll(Enumerable.Range(1, 200).Select(async n => (n, Answer: await ((n % 5) switch
        {
            0 => AppendAsync(stores, running, token, n),
            1 => AppendAsync(stores, running, "foreign", n),
            2 => AppendAsync(stores, ended, endedToken, n),
            3 => AppendAsync(stores, dry, dryToken, n),
            _ => AppendAsync(stores, unknown, token, n),
        }))));

        foreach (var (n, answer) in answers)
        {
            answer.Verdict.ShouldBe((n % 5) switch
            {
                0 => UpdateVerdict.Proceed,
                1 => UpdateVerdict.ForeignLease,
                2 => UpdateVerdict.Ended,
                3 => UpdateVerdict.DryRun,
                _ => (UpdateVerdict?)null,
            });
        }

        (await stores.ReadAsync<long>("select count(*) from journal_entries")).ShouldBe(40);
        (await stores.ReadAsync<long>("select count(*) from journal_entries where update_id = $1 and sequence_id % 5 = 0", running.UpdateId)).ShouldBe(40);
    }

    [Fact]
    public async Task Appends_that_race_with_the_end_of_their_update_are_in_its_state_or_refused()
    {
        await using var stores = await UpdateStores.CreateAsync();
        for (var round = 0; round < 5; round++)
        {
            var (update, token) = await stores.StartAsync(journal: 1);
            var appends = Enumerable.Range(1, 40).Select(n => Task.Run(() => AppendAsync(stores, update, token, n))).ToList();
            await Task.WhenAll([.. appends, Task.Run(() => stores.Updates.CompleteAsync(update, token, UpdateStatus.Succeeded, default))]);
            var stored = appends.Count(append => append.Result.Stored);
            appends.Where(append => !append.Result.Stored).ShouldAllBe(append => append.Result.Verdict == UpdateVerdict.Ended);
            var state = System.Text.Json.Nodes.JsonNode.Parse(await stores.ExportAsync())!["deployment"]!["resources"]?.AsArray();
            (state?.Count(r => r!["urn"]!.ToString().EndsWith($"-{update.UpdateId:N}", StringComparison.Ordinal)) ?? 0).ShouldBe(stored);
        }

        (await stores.ReadAsync<long>("select count(*) from journal_entries")).ShouldBe(0);
    }

    private static Task<WriteVerdict> AppendAsync(UpdateStores stores, UpdateAddress update, string token, int n) => stores.Journal.AppendAsync(
        update,
        token,
        Texts.Batch($$"""{"version":1,"kind":1,"sequenceID":{{n}},"operationID":{{n}},"removeOld":null,"removeNew":null,"state":{"urn":"urn:pulumi:dev::p::t::r{{n}}-{{update.UpdateId:N}}","type":"t"} }"""),
        default);
}
