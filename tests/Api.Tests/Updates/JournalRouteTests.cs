namespace StackOperator.Api.Tests.Updates;

/// <summary>The journal over HTTP: order, size, growth, and what cannot be replayed.</summary>
public sealed class JournalRouteTests(UpdateApi api) : IClassFixture<UpdateApi>
{
    [Fact]
    public async Task Checklist_86_115_two_thousand_resources_in_batches_out_of_order_replay_in_their_order()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync();
        var random = new Random(7);
        var numbers = Enumerable.Range(1, 2000).Chunk(200).SelectMany(window => window.OrderBy(_ => random.Next())).ToList();
        foreach (var batch in numbers.Chunk(100))
        {
            (await stack.JournalAsync(update, lease, string.Join(',', batch.Select(n => UpdateClient.Create(n, n, $"r{n}"))))).ShouldBe(200);
        }

        (await stack.CompleteAsync(update, lease)).ShouldBe(200);
        var urns = (await stack.ExportAsync())["deployment"]!["resources"]!.AsArray().Select(r => r!["urn"]!.ToString().Split("::r")[^1]);
        urns.ShouldBe(Enumerable.Range(1, 2000).Select(n => $"{n}"));
    }

    [Fact]
    public async Task Checklist_99_a_batch_above_the_limit_is_413_with_the_limit_in_the_text_and_nothing_of_it_is_stored()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync();
        var body = Spaces($$"""{"entries":[{{UpdateClient.Create(1, 1, "a")}},""", 130 * 1024 * 1024, $"{UpdateClient.Create(2, 2, "b")}]}}");
        (await stack.With(lease).SendAsync(HttpMethod.Patch, $"{stack.Stack}/update/{update}/journalentries", body, "gzip", scheme: "update-token"))
            .ShouldFail(413, "134217728 bytes");
        foreach (var call in (string[])["checkpoint", "checkpointverbatim", "checkpointdelta"])
        {
            (await stack.With(lease).SendAsync(HttpMethod.Patch, $"{stack.Stack}/update/{update}/{call}", body, "gzip", scheme: "update-token")).ShouldFail(413, "134217728 bytes");
        }

        (await api.Installation.CountAsync("select count(*) from journal_entries where update_id = $1", Guid.Parse(update))).ShouldBe(0);
        (await stack.JournalAsync(update, lease, UpdateClient.Create(1, 1, "a"))).ShouldBe(200);
        (await stack.JournalAsync(update, lease, UpdateClient.Create(2, 2, "b"))).ShouldBe(200);
        (await stack.ExportAsync())["deployment"]!["resources"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_journal_that_contradicts_its_base_ends_as_failed_says_so_and_keeps_the_state_before_it()
    {
        var stack = await api.NewStackAsync();
        (await stack.Client.PostAsync($"{stack.Stack}/import", """{"version":3,"deployment":{"resources":[{"urn":"urn:pulumi:dev::p::t::old","type":"t"}]}}""")).ShouldBe(200);
        var (update, lease) = await stack.StartAsync();
        (await stack.JournalAsync(update, lease, """{"version":1,"kind":1,"sequenceID":1,"operationID":1,"removeOld":7,"removeNew":null}""")).ShouldBe(200);
        (await stack.CompleteAsync(update, lease)).ShouldFail(409, "pulumi refresh").Message.ShouldContain("journal entry 1: ");
        (await stack.CompleteAsync(update, lease)).ShouldFail(409);
        (await stack.ExportAsync())["deployment"]!["resources"]!.AsArray().Single()!["urn"]!.ToString().ShouldEndWith("old");
        (await stack.Client.GetAsync($"{stack.Stack}/update/{update}")).Json["status"]!.ToString().ShouldBe("failed");
        (await api.Installation.CountAsync("select count(*) from journal_entries where update_id = $1", Guid.Parse(update))).ShouldBe(1);
        await stack.StartAsync();
    }

    private static byte[] Spaces(string head, long count, string tail)
    {
        using var output = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(output, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(head));
            var spaces = new byte[1024 * 1024];
            spaces.AsSpan().Fill((byte)' ');
            for (; count > 0; count -= spaces.Length)
            {
                gzip.Write(spaces);
            }

            gzip.Write(System.Text.Encoding.UTF8.GetBytes(tail));
        }

        return output.ToArray();
    }
}
