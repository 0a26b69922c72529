using StackOperator.Api.Tests.Updates;

namespace StackOperator.Api.Tests.History;

public sealed class HistoryTests(UpdateApi api) : IClassFixture<UpdateApi>
{
    private const string Create = """
        {"options":{"dryRun":false},"config":{"p:k":{"string":"v","secret":false,"object":false}},"metadata":{"message":"first \u0000 line","environment":{"exec.kind":"cli"}}}
        """;

    [Fact]
    public async Task Checklist_13_104_105_106_history_is_newest_first_pages_from_1_and_echoes_what_was_sent()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync(create: Create);
        (await stack.LeasedAsync(HttpMethod.Post, update, lease, "events/batch", """{"events":[{"sequence":1,"timestamp":1,"summaryEvent":{"resourceChanges":{"create":2,"same":1}}}]}""", gzip: true)).ShouldBe(200);
        (await stack.CompleteAsync(update, lease)).ShouldBe(200);
        (await stack.Client.PostAsync($"{stack.Stack}/import", """{"version":3,"deployment":{}}""")).ShouldBe(200);
        await api.Installation.ExecuteAsync(
            "insert into stack_renames (stack_id, from_project, from_name, to_project, to_name, version) values ($1, 'p', 'a', 'p', 'b', 2)", stack.StackId);

        var all = (await stack.Client.GetAsync($"{stack.Stack}/updates")).ShouldBe(200).Json["updates"]!.AsArray();
        all.Select(u => u!["kind"]!.ToString()).ShouldBe(["rename", "import", "update"]);
        var first = all[2]!;
        first["message"]!.ToString().ShouldBe("first \0 line");
        first["environment"]!["exec.kind"]!.ToString().ShouldBe("cli");
        first["config"]!["p:k"]!["string"]!.ToString().ShouldBe("v");
        first["resourceChanges"]!["create"]!.GetValue<int>().ShouldBe(2);
        first["result"]!.ToString().ShouldBe("succeeded");
        first["version"]!.GetValue<int>().ShouldBe(1);

        var page = (await stack.Client.GetAsync($"{stack.Stack}/updates?pageSize=1&page=2")).ShouldBe(200).Json["updates"]!.AsArray();
        page.ShouldHaveSingleItem()!["kind"]!.ToString().ShouldBe("import");
        (await stack.Client.GetAsync($"{stack.Stack}/updates/latest")).ShouldBe(200).Json["info"]!["version"]!.GetValue<int>().ShouldBe(2);
        (await stack.Client.GetAsync($"{stack.Stack}/updates/1")).ShouldBe(200).Json["info"]!["kind"]!.ToString().ShouldBe("update");
        (await stack.Client.GetAsync($"{stack.Stack}/updates/9")).ShouldFail(404);
        (await stack.Client.GetAsync($"{stack.Stack}/updates?page=0")).ShouldFail(400);
        (await stack.Client.GetAsync($"{stack.Stack}/updates?pageSize=x")).ShouldFail(400);
    }

    [Fact]
    public async Task Checklist_101_102_103_events_in_parallel_batches_are_read_by_number_until_the_update_has_ended()
    {
        var stack = await api.NewStackAsync();
        var (update, lease) = await stack.StartAsync();
        var batches = Enumerable.Range(0, 24).Select(i => Enumerable.Range(i * 50, 50)).Reverse();
        await Task.WhenAll(batches.Concat(batches.Take(3)).Select(async numbers =>
        {
            var events = string.Join(',', numbers.Select(n => $$"""{"sequence":{{n}},"timestamp":1,"laterEvent":{"n":{{n}}} }"""));
            (await stack.LeasedAsync(HttpMethod.Post, update, lease, "events/batch", $$"""{"events":[{{events}}]}""", gzip: true)).ShouldBe(200);
        }));

        var (read, token) = await ReadAllAsync(stack, update, string.Empty);
        read.ShouldBe(Enumerable.Range(0, 1200));
        token.ShouldNotBeNull();
        (await stack.CompleteAsync(update, lease)).ShouldBe(200);
        var (rest, end) = await ReadAllAsync(stack, update, token);
        rest.ShouldBeEmpty();
        end.ShouldBeNull();
        (await stack.Client.GetAsync($"{stack.Stack}/update/{update}/events?type=summaryEvent")).ShouldBe(200).Json["events"]!.AsArray().Count.ShouldBe(0);
        (await stack.Client.GetAsync($"{stack.Stack}/update/{update}/events?type=later&continuationToken=s1199")).Json["events"]!.AsArray().Count.ShouldBe(1);
        (await stack.Client.GetAsync($"{stack.Stack}/update/{update}/events?continuationToken=banana")).ShouldFail(400);
        (await stack.Client.GetAsync($"{stack.Stack}/update/{Guid.Empty}/events")).ShouldFail(404);
    }

    private static async Task<(List<int> Sequences, string? Token)> ReadAllAsync(UpdateClient stack, string update, string token)
    {
        var read = new List<int>();
        while (true)
        {
            var page = (await stack.Client.GetAsync($"{stack.Stack}/update/{update}/events?continuationToken={token}")).ShouldBe(200).Json;
            var numbers = page["events"]!.AsArray().Select(e => e!["sequence"]!.GetValue<int>()).ToList();
            read.AddRange(numbers);
            if (page["continuationToken"] is not { } next || numbers.Count == 0)
            {
                return (read, page["continuationToken"]?.ToString());
            }

            token = next.ToString();
        }
    }
}
