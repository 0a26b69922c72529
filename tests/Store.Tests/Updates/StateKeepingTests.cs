using System.Security.Cryptography;
using System.Text;
using StackOperator.Core.Checkpoints;
using StackOperator.Core.Updates;
using StackOperator.Store.Updates;

namespace StackOperator.Store.Tests.Updates;

public sealed class StateKeepingTests
{
    [Fact]
    public async Task Checklist_41_a_new_stack_has_an_empty_state()
    {
        await using var stores = await UpdateStores.CreateAsync();
        (await stores.ExportAsync()).ShouldBe("""{"version":3,"deployment":{}}""");
        (await stores.States.ExportAsync(stores.Stack, 1, default)).Text.ShouldBeNull();
        (await stores.States.ExportAsync(stores.Stack with { Name = "other" }, default)).StackExists.ShouldBeFalse();
    }

    [Fact]
    public async Task Checklist_42_44_45_imports_come_back_byte_for_byte_as_versions()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var large = Texts.Small.Replace("\"later\"", $"\"pad\":\"{new string('x', 5000)}\",\"later\"", StringComparison.Ordinal);
        (await stores.Importer.ImportAsync(stores.Stack, Texts.State(), null, "ann", default)).UpdateId.ShouldNotBeNull();
        (await stores.Importer.ImportAsync(stores.Stack, Texts.State(large), null, "ann", default)).UpdateId.ShouldNotBeNull();

        (await stores.ExportAsync()).ShouldBe(large);
        var first = (await stores.States.ExportAsync(stores.Stack, 1, default)).Text.ShouldNotBeNull();
        Encoding.UTF8.GetString(first.Unpack().Span).ShouldBe(Texts.Small);
        (await stores.States.ExportAsync(stores.Stack, 3, default)).Text.ShouldBeNull();
        (await stores.ReadAsync<long>("select resource_count from stack_states")).ShouldBe(1);
        (await stores.History.ReadAsync(stores.Stack, 10, 0, default)).ShouldNotBeNull().Select(static h => (h.Kind, h.Version)).ShouldBe([("import", 2), ("import", 1)]);
    }

    [Fact]
    public async Task Checklist_40_import_is_refused_while_an_update_runs_and_not_after_its_lease_ran_out()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, _) = await stores.StartAsync();
        (await stores.Importer.ImportAsync(stores.Stack, Texts.State(), null, "ann", default)).ShouldBe(new ImportOutcome(true, null));
        await stores.ExpireAsync(update);
        (await stores.Importer.ImportAsync(stores.Stack, Texts.State(), null, "ann", default)).UpdateId.ShouldNotBeNull();
        (await stores.ReadAsync<long>("select version from stack_states")).ShouldBe(2);
    }

    [Fact]
    public async Task Parallel_imports_make_one_version_each()
    {
        await using var stores = await UpdateStores.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => stores.Importer.ImportAsync(stores.Stack, Texts.State(), null, "ann", default))));
        (await stores.ReadAsync<long>("select count(distinct version) from checkpoints")).ShouldBe(12);
        (await stores.ReadAsync<long>("select version from stack_states")).ShouldBe(12);
    }

    [Fact]
    public async Task Checklist_25_the_state_a_stack_is_created_with_is_exported_and_is_no_version()
    {
        await using var stores = await UpdateStores.CreateAsync();
        const string State = """{"version":3,"deployment":{"manifest":{"time":"0001-01-01T00:00:00Z","magic":"","version":""},"secrets_providers":{"type":"passphrase","state":{"salt":"v1:x"}}}}""";
        for (var i = 0; i < 2; i++)
        {
            (await stores.Importer.SaveInitialAsync(stores.Stack, Encoding.UTF8.GetBytes(State), default)).ShouldBeNull();
        }

        (await stores.ExportAsync()).ShouldBe(State);
        var (update, token) = await stores.StartAsync();
        (await stores.ExportAsync()).ShouldBe(State);
        await stores.Updates.CompleteAsync(update, token, UpdateStatus.Succeeded, default);
        (await stores.ExportAsync()).ShouldBe(State);
        (await stores.ReadAsync<long>("select version from stack_states")).ShouldBe(1);
    }

    [Fact]
    public async Task Checklist_76_64_the_last_full_save_wins_and_a_failed_update_keeps_it()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, token) = await stores.StartAsync();
        foreach (var name in (string[])["a", "b", "b"])
        {
            var state = Texts.State(Texts.Small.Replace("::n", $"::{name}", StringComparison.Ordinal));
            (await stores.Saves.SaveFullAsync(update, token, state, null, default)).Stored.ShouldBeTrue();
        }

        (await stores.ExportAsync()).ShouldContain("::t::b");
        await stores.Updates.CompleteAsync(update, token, UpdateStatus.Failed, default);
        (await stores.ExportAsync()).ShouldContain("::t::b");
        (await stores.ReadAsync<long>("select resource_count from stack_states")).ShouldBe(1);
        (await stores.ReadAsync<long>("select count(*) from update_saves")).ShouldBe(0);
    }

    [Fact]
    public async Task A_verbatim_save_that_was_overtaken_does_not_take_the_state_back()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, token) = await stores.StartAsync();
        await stores.Saves.SaveVerbatimAsync(update, token, new VerbatimCheckpoint(2, Texts.State()), null, default);
        var late = new VerbatimCheckpoint(1, Texts.State("""{"version":3,"deployment":{}}"""));
        (await stores.Saves.SaveVerbatimAsync(update, token, late, null, default)).Stored.ShouldBeTrue();
        (await stores.ExportAsync()).ShouldBe(Texts.Small);
    }

    [Fact]
    public async Task Checklist_77_78_79_83_deltas_follow_their_base_once_and_a_refused_one_changes_nothing()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, token) = await stores.StartAsync();
        (await stores.Saves.SaveDeltaAsync(update, token, Delta(1, Texts.Small, Texts.Small), default)).Refusal.ShouldNotBeNull();
        await stores.Saves.SaveVerbatimAsync(update, token, new VerbatimCheckpoint(1, Texts.State()), null, default);

        var next = Texts.Small.Replace("::n", "::ñ", StringComparison.Ordinal);
        (await stores.Saves.SaveDeltaAsync(update, token, Delta(2, Texts.Small, next, hashOf: "something else"), default)).Refusal.ShouldNotBeNull();
        (await stores.ExportAsync()).ShouldBe(Texts.Small);
        for (var i = 0; i < 2; i++)
        {
            (await stores.Saves.SaveDeltaAsync(update, token, Delta(2, Texts.Small, next), default)).Stored.ShouldBeTrue();
            (await stores.ExportAsync()).ShouldBe(next);
        }

        (await stores.Saves.SaveDeltaAsync(update, token, Delta(4, next, Texts.Small), default)).Refusal.ShouldNotBeNull();
        (await stores.Saves.SaveVerbatimAsync(update, token, new VerbatimCheckpoint(3, Texts.State()), null, default)).Stored.ShouldBeTrue();
        await stores.Updates.CompleteAsync(update, token, UpdateStatus.Succeeded, default);
        (await stores.ExportAsync()).ShouldBe(Texts.Small);

        var (second, secondToken) = await stores.StartAsync();
        (await stores.Saves.SaveDeltaAsync(second, secondToken, Delta(4, Texts.Small, next), default)).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public async Task Checklist_72_nothing_is_written_after_cancel_nor_by_a_dry_run()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, token) = await stores.StartAsync();
        await stores.Saves.SaveFullAsync(update, token, Texts.State(), null, default);
        await stores.Updates.CancelAsync(update, default);
        (await stores.Saves.SaveFullAsync(update, token, Texts.State("""{"version":3,"deployment":{}}"""), null, default)).Verdict.ShouldBe(UpdateVerdict.Ended);
        (await stores.Updates.CancelAsync(update, default)).ShouldBe(UpdateVerdict.AlreadyDone);
        (await stores.ExportAsync()).ShouldBe(Texts.Small);

        var (dryRun, dryToken) = await stores.StartAsync(dryRun: true, journal: 1);
        (await stores.Journal.AppendAsync(dryRun, dryToken, Texts.Entries((1, 6)), default)).Verdict.ShouldBe(UpdateVerdict.DryRun);
        (await stores.Saves.SaveFullAsync(dryRun, dryToken, Texts.State(), null, default)).Verdict.ShouldBe(UpdateVerdict.DryRun);
    }

    [Fact]
    public async Task Writers_that_race_with_a_cancel_are_either_in_the_state_or_refused()
    {
        await using var stores = await UpdateStores.CreateAsync();
        for (var round = 0; round < 10; round++)
        {
            var (update, token) = await stores.StartAsync();
            var names = Enumerable.Range(0, 8).Select(i => $"r{round}w{i}").ToArray();
            var writes = names.Select(name => Task.Run(() => stores.Saves.SaveFullAsync(
                update, token, Texts.State(Texts.Small.Replace("::n", $"::{name}", StringComparison.Ordinal)), null, default))).ToArray();
            await Task.WhenAll([.. writes, Task.Run(() => stores.Updates.CancelAsync(update, default))]);
            var stored = names.Where((_, i) => writes[i].Result.Stored).ToArray();
            var exported = await stores.ExportAsync();
            if (stored.Length > 0)
            {
                stored.Any(name => exported.Contains($"::{name}\"", StringComparison.Ordinal)).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public async Task Journal_and_checkpoints_do_not_mix()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, token) = await stores.StartAsync();
        (await stores.Journal.AppendAsync(update, token, Texts.Entries((1, 6)), default)).WrongMode.ShouldBeTrue();
        await stores.Updates.CancelAsync(update, default);

        var (journaled, journalToken) = await stores.StartAsync(journal: 1);
        (await stores.Journal.AppendAsync(journaled, journalToken, Texts.Entries((1, 6)), default)).Stored.ShouldBeTrue();
        (await stores.Saves.SaveFullAsync(journaled, journalToken, Texts.State(), null, default)).WrongMode.ShouldBeTrue();
    }

    [Fact]
    public async Task Checklist_85_a_repeated_batch_is_stored_once()
    {
        await using var stores = await UpdateStores.CreateAsync();
        var (update, token) = await stores.StartAsync(journal: 1);
        for (var i = 0; i < 3; i++)
        {
            (await stores.Journal.AppendAsync(update, token, Texts.Entries((3, 2), (1, 6), (2, 2), (2, 2)), default)).Stored.ShouldBeTrue();
        }

        (await stores.Journal.AppendAsync(update, token, [], default)).Stored.ShouldBeTrue();
        (await stores.ReadAsync<long>("select count(*) from journal_entries")).ShouldBe(3);
    }

    private static DeltaCheckpoint Delta(long sequence, string from, string to, string? hashOf = null)
    {
        var (a, b) = (Encoding.UTF8.GetBytes(from), Encoding.UTF8.GetBytes(to));
        var start = a.AsSpan().CommonPrefixLength(b);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashOf ?? to)));
        while (start > 0 && start < b.Length && (b[start] & 0xC0) == 0x80)
        {
            start--;
        }

        var text = System.Text.Json.JsonSerializer.Serialize(Encoding.UTF8.GetString(b[start..]));
        var body = $$"""
            {"version":3,"checkpointHash":"{{hash}}","sequenceNumber":{{sequence}},"deploymentDelta":[{
            "Span":{"uri":"","start":{"line":1,"column":1,"offset":{{start}} },"end":{"line":1,"column":1,"offset":{{a.Length}} } },"NewText":{{text}} }]}
            """;
        return DeltaCheckpoint.TryParse(Encoding.UTF8.GetBytes(body), out var delta, out var refusal) ? delta : throw new InvalidOperationException(refusal.Message);
    }
}
