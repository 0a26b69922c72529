using System.Text.Json.Nodes;

namespace StackOperator.Api.Tests.Updates;

/// <summary>A client that did not get its answer sends the same request again: success, and nothing changes.</summary>
public sealed class LostAnswerTests(UpdateApi api) : IClassFixture<UpdateApi>
{
    [Fact]
    public async Task A_journaling_update_with_every_request_sent_twice_leaves_what_one_leaves()
    {
        var (once, twice) = (await api.NewStackAsync(), await api.NewStackAsync());
        (await RunJournalAsync(once, repeats: 1)).ShouldBe(await RunJournalAsync(twice, repeats: 2));
    }

    [Fact]
    public async Task A_saving_update_with_every_request_sent_twice_leaves_what_one_leaves()
    {
        var (once, twice) = (await api.NewStackAsync(), await api.NewStackAsync());
        (await RunSavesAsync(once, repeats: 1)).ShouldBe(await RunSavesAsync(twice, repeats: 2));
    }

    [Fact]
    public async Task The_same_save_sent_by_64_connections_at_once_is_stored_once()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync();
        var batch = string.Join(',', Enumerable.Range(1, 50).Select(i => UpdateClient.Create(i, i, $"r{i}")));
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => stack.JournalAsync(update, lease, batch)));
        answers.ShouldAllBe(answer => answer.Status == 200);
        var ends = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => stack.CompleteAsync(update, lease)));
        ends.ShouldAllBe(answer => answer.Status == 200);
        (await stack.ExportAsync())["deployment"]!["resources"]!.AsArray().Count.ShouldBe(50);
        (await api.Installation.CountAsync("select count(*) from checkpoints where stack_id = $1", stack.StackId)).ShouldBe(1);
    }

    [Fact]
    public async Task Secrets_encrypted_twice_both_open()
    {
        var stack = await api.NewStackAsync();
        for (var i = 0; i < 2; i++)
        {
            var batch = (await stack.Client.PostAsync($"{stack.Stack}/batch-encrypt", """{"plaintexts":["YQ==","Yg=="]}""")).ShouldBe(200).Json["ciphertexts"]!.AsArray();
            var body = new JsonObject { ["ciphertexts"] = batch.DeepClone() }.ToJsonString();
            for (var j = 0; j < 2; j++)
            {
                var plain = (await stack.Client.PostAsync($"{stack.Stack}/batch-decrypt", body)).ShouldBe(200).Json["plaintexts"]!.AsObject();
                plain.Select(p => p.Value!.ToString()).Order().ShouldBe(["YQ==", "Yg=="]);
            }
        }
    }

    private async Task<string> RunJournalAsync(UpdateClient stack, int repeats)
    {
        var (update, lease) = await stack.StartAsync();
        for (var batch = 0; batch < 4; batch++)
        {
            var entries = string.Join(',', Enumerable.Range(1 + (batch * 10), 10).Select(i => UpdateClient.Create(i, i, $"r{i}")));
            for (var i = 0; i < repeats; i++)
            {
                (await stack.JournalAsync(update, lease, entries)).ShouldBe(200);
                (await stack.RenewAsync(update, lease)).ShouldBe(200);
                (await stack.LeasedAsync(HttpMethod.Post, update, lease, "events/batch", $$"""{"events":[{"sequence":{{batch}},"summaryEvent":{"resourceChanges":{"create":{{batch}} } } }]}""", gzip: true)).ShouldBe(200);
            }
        }

        return await EndAsync(stack, update, lease, repeats);
    }

    private async Task<string> RunSavesAsync(UpdateClient stack, int repeats)
    {
        var (update, lease) = await stack.StartAsync(start: "{}");
        for (var save = 1; save < 5; save++)
        {
            for (var i = 0; i < repeats; i++)
            {
                var body = $$"""{"version":3,"untypedDeployment":{"version":3,"deployment":{"resources":[{"urn":"urn:pulumi:dev::p::t::r{{save}}","type":"t"}]} },"sequenceNumber":{{save}} }""";
                (await stack.LeasedAsync(HttpMethod.Patch, update, lease, "checkpointverbatim", body, gzip: true)).ShouldBe(200);
            }
        }

        return await EndAsync(stack, update, lease, repeats);
    }

    private async Task<string> EndAsync(UpdateClient stack, string update, string lease, int repeats)
    {
        for (var i = 0; i < repeats; i++)
        {
            (await stack.CompleteAsync(update, lease)).ShouldBe(200);
        }

        for (var i = 0; i < repeats; i++)
        {
            (await stack.CancelAsync(update)).ShouldBe(204);
        }

        var state = await stack.ExportAsync();
        state["deployment"]!.AsObject().Remove("manifest");
        var history = (await stack.Client.GetAsync($"{stack.Stack}/updates")).Json["updates"]!.AsArray().Single()!.AsObject();
        history.Remove("startTime");
        history.Remove("endTime");
        history.Remove("updateID");
        history.Remove("requestedBy");
        var events = (await stack.Client.GetAsync($"{stack.Stack}/update/{update}/events")).Json["events"]!;
        var rows = await api.Installation.CountAsync("select count(*) from journal_entries where update_id = $1::uuid", Guid.Parse(update));
        return $"{state.ToJsonString()}\n{history.ToJsonString()}\n{events.ToJsonString()}\n{rows}";
    }
}
