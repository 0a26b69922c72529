using System.Text.Json.Nodes;
using StackOperator.Store.Access;

namespace StackOperator.Api.Tests.Updates;

public sealed class UpdateFlowTests(UpdateApi api) : IClassFixture<UpdateApi>
{
    private const string Busy = "Conflict: Another update is currently in progress.";

    [Fact]
    public async Task Checklist_53_54_55_68_every_kind_is_created_and_lives_under_the_word_update()
    {
        var stack = await api.NewStackAsync();
        foreach (var kind in (string[])["update", "preview", "refresh", "destroy"])
        {
            var (update, lease) = await stack.StartAsync(kind);
            lease.ShouldNotBeEmpty();
            (await stack.RenewAsync(update, lease)).ShouldBe(200).Json["token"]!.ToString().ShouldNotBeEmpty();
            (await stack.CompleteAsync(update, lease)).ShouldBe(200);
        }

        (await stack.Client.PostAsync($"{stack.Stack}/banana", "{}")).ShouldFail(404);
    }

    [Fact]
    public async Task Checklist_56_58_a_second_start_is_refused_with_the_exact_text_and_a_creation_blocks_nothing()
    {
        var stack = await api.NewStackAsync();
        var abandoned = await stack.CreateAsync();
        var (update, lease) = await stack.StartAsync();
        (await stack.TryStartAsync(abandoned)).ShouldFail(409).Message.ShouldBe(Busy);
        (await stack.TryStartAsync(update)).ShouldFail(409).Message.ShouldBe(Busy);
        (await stack.Client.PostAsync($"{stack.Stack}/import", """{"version":3,"deployment":{}}""")).ShouldFail(409).Message.ShouldBe(Busy);
        await stack.StartAsync("preview");
        (await stack.CompleteAsync(update, lease)).ShouldBe(200);
        (await stack.TryStartAsync(abandoned)).ShouldBe(200);
        (await stack.TryStartAsync(update)).ShouldFail(409);
    }

    [Fact]
    public async Task Checklist_59_107_a_dry_run_leaves_version_state_and_history_alone()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync(create: """{"options":{"dryRun":true}}""");
        (await stack.JournalAsync(update, lease, UpdateClient.Create(1, 1, "a"))).ShouldFail(409);
        (await stack.CheckpointAsync(update, lease, "{}")).ShouldFail(409);
        (await stack.CompleteAsync(update, lease)).ShouldBe(200);
        (await stack.Client.GetAsync(stack.Stack)).ShouldBe(200).Json["version"]!.GetValue<int>().ShouldBe(0);
        (await stack.Client.GetAsync($"{stack.Stack}/updates")).ShouldBe(200).Json["updates"]!.AsArray().Count.ShouldBe(0);
        (await stack.Client.GetAsync($"{stack.Stack}/updates/latest")).ShouldFail(404);
    }

    [Fact]
    public async Task Checklist_84_the_journal_is_only_offered_to_who_asks_for_it()
    {
        var stack = await api.NewStackAsync();
        foreach (var (body, offered) in ((string, int?)[])[("", null), ("{}", null), ("""{"journalVersion":1,"later":[1]}""", 1), ("""{"journalVersion":2}""", 1)])
        {
            var answer = (await stack.TryStartAsync(await stack.CreateAsync("preview"), body)).ShouldBe(200);
            ((int?)answer.Json["journalVersion"]).ShouldBe(offered);
        }
    }

    [Fact]
    public async Task Checklist_85_95_a_failed_update_keeps_its_journal_and_lost_answers_change_nothing()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            (await stack.JournalAsync(update, lease, $"{UpdateClient.Begin(1, 1, "a")},{UpdateClient.Create(2, 1, "a")},{UpdateClient.Begin(3, 2, "b")}")).ShouldBe(200);
        }

        Names(await stack.ExportAsync()).ShouldBe(["a"]);
        for (var i = 0; i < 2; i++)
        {
            (await stack.CompleteAsync(update, lease, "failed")).ShouldBe(200);
        }

        (await stack.CompleteAsync(update, lease)).ShouldFail(409);
        var state = await stack.ExportAsync();
        Names(state).ShouldBe(["a"]);
        state["deployment"]!["pending_operations"]!.AsArray().Count.ShouldBe(1);
        state["deployment"]!["manifest"]!["version"]!.ToString().ShouldBe("v3.260.0");
        (await stack.Client.GetAsync(stack.Stack)).Json["version"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Checklist_6_70_72_73_74_a_cancelled_update_is_stopped_and_its_journal_is_kept()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync();
        (await stack.JournalAsync(update, lease, UpdateClient.Create(1, 1, "a"))).ShouldBe(200);
        (await stack.CancelAsync(update)).Status.ShouldBeInRange(200, 204);
        (await stack.CancelAsync(update)).Status.ShouldBeInRange(200, 204);
        (await stack.CancelAsync(Guid.NewGuid().ToString())).ShouldFail(404);
        (await stack.CancelAsync("no-such-thing")).ShouldFail(404);

        (await stack.RenewAsync(update, lease)).ShouldFail(403);
        (await stack.JournalAsync(update, lease, UpdateClient.Create(2, 2, "b"))).ShouldFail(409);
        (await stack.LeasedAsync(HttpMethod.Post, update, lease, "events/batch", """{"events":[{"sequence":0}]}""")).ShouldBe(200);
        (await stack.CompleteAsync(update, lease, "failed")).ShouldFail(409);
        (await stack.Client.GetAsync($"{stack.Stack}/update/{update}")).ShouldBe(200).Json["status"]!.ToString().ShouldBe("cancelled");
        Names(await stack.ExportAsync()).ShouldBe(["a"]);
        await stack.StartAsync();
    }

    [Fact]
    public async Task Checklist_2_71_75_tokens_of_either_kind_open_only_what_they_are_for()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync();
        var (preview, previewLease) = await stack.StartAsync("preview");
        (await stack.RenewAsync(update, previewLease)).ShouldFail(403);
        (await stack.RenewAsync(preview, lease)).ShouldFail(403);
        (await stack.CompleteAsync(update, "made-up")).ShouldFail(403);
        (await stack.With(lease).SendAsync(HttpMethod.Post, $"{stack.Stack}/update/{update}/cancel", scheme: "update-token")).ShouldFail(401);
        (await stack.With(lease).SendAsync(HttpMethod.Get, $"{stack.Stack}/export", scheme: "update-token")).ShouldFail(401);
        (await stack.Client.PostAsync($"{stack.Stack}/update/{update}/complete", """{"status":"succeeded"}""")).ShouldFail(401);

        var other = await api.NewStackAsync();
        (await other.RenewAsync(update, lease)).ShouldFail(404);
        (await other.CancelAsync(update)).ShouldFail(404);
    }

    [Fact]
    public async Task Cancelling_somebody_elses_update_needs_an_admin()
    {
        var stack = await api.NewStackAsync();
        var (update, _) = await stack.StartAsync();
        (await (await api.ClientAsync(stack.StackId, stack.Identity, Role.Viewer)).CancelAsync(update)).ShouldFail(403);
        (await (await api.ClientAsync(stack.StackId, stack.Identity, Role.Member)).CancelAsync(update)).ShouldFail(403, "admin");
        (await (await api.ClientAsync(stack.StackId, stack.Identity, Role.Admin)).CancelAsync(update)).ShouldBe(204);
    }

    [Fact]
    public async Task Checklist_100_unknown_entries_refuse_the_whole_batch_and_empty_ones_are_fine()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync();
        (await stack.JournalAsync(update, lease, $$"""{{UpdateClient.Create(1, 1, "a")}},{"version":1,"kind":10,"sequenceID":2,"operationID":0}""")).ShouldFail(400, "kind 10");
        foreach (var body in (string[])["", "{}", """{"entries":null}""", """{"entries":[]}"""])
        {
            (await stack.LeasedAsync(HttpMethod.Patch, update, lease, "journalentries", body)).ShouldBe(200);
        }

        Names(await stack.ExportAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{\"entries\":{}}")]
    [InlineData("{\"deployment\":null,\"version\":3}")]
    [InlineData("{\"version\":99,\"deployment\":{}}")]
    [InlineData("{\"events\":[1]}")]
    [InlineData("{\"status\":\"banana\"}")]
    [InlineData("{")]
    public async Task Malformed_bodies_are_the_callers_fault_on_every_route(string body)
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync(start: "{}");
        foreach (var call in (string[])["checkpoint", "checkpointverbatim", "checkpointdelta", "journalentries"])
        {
            (await stack.LeasedAsync(HttpMethod.Patch, update, lease, call, body)).Status.ShouldBeInRange(200, 499, call);
        }

        foreach (var call in (string[])["complete", "renew_lease", "events/batch"])
        {
            (await stack.LeasedAsync(HttpMethod.Post, update, lease, call, body)).Status.ShouldBeInRange(200, 499, call);
        }

        foreach (var call in (string[])["update", "import", "encrypt", "decrypt", "batch-encrypt", "batch-decrypt", $"update/{update}"])
        {
            (await stack.Client.PostAsync($"{stack.Stack}/{call}", body)).Status.ShouldBeInRange(200, 499, call);
        }

        (await stack.ExportAsync())["deployment"].ShouldNotBeNull();
    }

    private static string[] Names(JsonNode state) =>
        [.. (state["deployment"]!["resources"]?.AsArray() ?? []).Select(static r => r!["urn"]!.ToString().Split("::")[^1])];
}
