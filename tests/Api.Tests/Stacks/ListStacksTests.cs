using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;

namespace StackOperator.Api.Tests.Stacks;

public sealed class ListStacksTests(SharedInstallation shared)
{
    [Fact]
    public async Task Only_organizations_of_the_caller_are_listed()
    {
        var (mine, me) = await shared.NewOrganizationAsync();
        var (theirs, they) = await shared.NewOrganizationAsync();
        (await me.CreateAsync(mine, "web", "dev")).ShouldBe(200);
        (await they.CreateAsync(theirs, "web", "dev")).ShouldBe(200);

        Names(await me.GetAsync("/api/user/stacks")).ShouldBe([$"{mine}/web/dev"]);
        Names(await me.GetAsync($"/api/user/stacks?organization={theirs}")).ShouldBeEmpty();
        Names(await (await shared.ClientAsync()).GetAsync("/api/user/stacks")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Checklist_30_filters_narrow_the_list()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        await InsertAsync(org, "a", "one", """{"env":"dev","x":""}""");
        await InsertAsync(org, "a", "two", """{"env":"prod"}""");
        await InsertAsync(org, "b", "three", """{"stage":"prod"}""");

        Names(await admin.GetAsync("/api/user/stacks?project=a")).ShouldBe([$"{org}/a/one", $"{org}/a/two"]);
        Names(await admin.GetAsync("/api/user/stacks?tagName=env")).ShouldBe([$"{org}/a/one", $"{org}/a/two"]);
        Names(await admin.GetAsync("/api/user/stacks?tagName=env&tagValue=prod")).ShouldBe([$"{org}/a/two"]);
        Names(await admin.GetAsync("/api/user/stacks?tagValue=prod")).ShouldBe([$"{org}/a/two", $"{org}/b/three"]);
        Names(await admin.GetAsync("/api/user/stacks?tagName=x&tagValue=")).ShouldBe([$"{org}/a/one"]);
        Names(await admin.GetAsync("/api/user/stacks?project=none")).ShouldBeEmpty();
        Names(await admin.GetAsync("/api/user/stacks?project=%00&tagName=%00&tagValue=%00&organization=%00")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Checklist_31_the_last_update_is_a_number_for_the_CLI_and_an_object_for_others()
    {
        var org = SharedInstallation.NewName("org");
        var token = await shared.Installation.TokenAsync(SharedInstallation.NewName("user"), (org, Role.Viewer));
        await InsertAsync(org, "p", "ended", "{}");
        await InsertAsync(org, "p", "never", "{}");
        await InsertAsync(org, "p", "runs", "{}");
        await shared.Installation.ExecuteAsync(
            """
            insert into stack_states (stack_id, version, resource_count, active_update, last_update_kind, last_update_status, last_update_start, last_update_end)
            select id, 3, 7, case name when 'runs' then gen_random_uuid() end, 'update', 'succeeded', '2026-01-02T03:04:05Z', '2026-01-02T03:04:15Z'
            from stacks where organization = $1 and name <> 'never'
            """,
            org);

        var cli = (await shared.Api.As(token, "pulumi-cli/1 (3.260.0; linux)").GetAsync("/api/user/stacks")).ShouldBe(200).Json["stacks"]!.AsArray();
        var other = (await shared.Api.As(token, "curl/8").GetAsync("/api/user/stacks")).ShouldBe(200).Json["stacks"]!.AsArray();

        ((long)cli[0]!["lastUpdate"]!).ShouldBe(1767323055);
        ((int)cli[0]!["resourceCount"]!).ShouldBe(7);
        cli[1]!.AsObject().ContainsKey("lastUpdate").ShouldBeFalse();
        ((long)cli[2]!["lastUpdate"]!).ShouldBe(0);
        ((string?)other[0]!["lastUpdate"]!["kind"]).ShouldBe("update");
        ((string?)other[0]!["lastUpdate"]!["status"]).ShouldBe("succeeded");
        ((DateTimeOffset)other[0]!["lastUpdate"]!["startTime"]!).ShouldBe(DateTimeOffset.Parse("2026-01-02T03:04:05Z"));
        ((int)other[0]!["version"]!).ShouldBe(3);
        other[1]!["lastUpdate"].ShouldBeNull();
    }

    [Fact]
    public async Task Checklist_30_pages_neither_repeat_nor_skip_while_stacks_come_and_go()
    {
        var (one, two) = (SharedInstallation.NewName("org"), SharedInstallation.NewName("org"));
        var client = await shared.ClientAsync((one, Role.Viewer), (two, Role.Viewer));
        await InsertManyAsync(one, 170);
        await InsertManyAsync(two, 80);
        var seen = new List<string>();
        string? token = null;
        for (var page = 0; page < 10; page++)
        {
            var answer = (await client.GetAsync($"/api/user/stacks{(token is null ? "" : $"?continuationToken={token}")}")).ShouldBe(200);
            var names = Names(answer);
            names.Count.ShouldBeLessThanOrEqualTo(100);
            seen.AddRange(names);
            // Something before the cursor, and something already seen goes.
            await InsertAsync(one, "0", $"inserted-{page}", "{}");
            await shared.Installation.ExecuteAsync("delete from stacks where organization = $1 and project = 'p' and name = 's000'", one);
            token = (string?)answer.Json["continuationToken"];
            if (token is null)
            {
                break;
            }

            token.ShouldNotBeEmpty();
            token.ShouldMatch("^[A-Za-z0-9_-]+$");
        }

        token.ShouldBeNull();
        seen.Count.ShouldBe(seen.Distinct().Count());
        seen.Count(name => name.Contains("/p/s")).ShouldBe(250);
        seen.ShouldBe(seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("!")]
    [InlineData("YWJj")]
    [InlineData("AAAA")]
    public async Task A_foreign_continuation_token_is_refused(string token)
    {
        var (_, admin) = await shared.NewOrganizationAsync();

        (await admin.GetAsync($"/api/user/stacks?continuationToken={token}")).ShouldFail(400, "continuationToken");
    }

    private static List<string> Names(ApiAnswer answer) => [.. answer.ShouldBe(200).Json["stacks"]!.AsArray().Select(stack => (string)stack!["id"]!)];

    private async Task InsertManyAsync(string org, int count)
    {
        await InsertAsync(org, "p", "s000", "{}");
        await shared.Installation.ExecuteAsync(
            "insert into stacks (id, organization, project, name) select gen_random_uuid(), $1, 'p', 's' || lpad(i::text, 3, '0') from generate_series(1, $2) i", org, count - 1);
    }

    private async Task InsertAsync(string org, string project, string name, string tags)
    {
        await shared.Installation.ExecuteAsync("insert into organizations (name, namespace) values ($1, 'none') on conflict do nothing", org);
        await shared.Installation.ExecuteAsync("insert into projects (organization, name) values ($1, $2) on conflict do nothing", org, project);
        await shared.Installation.ExecuteAsync("insert into stacks (id, organization, project, name, tags) values (gen_random_uuid(), $1, $2, $3, $4::jsonb)", org, project, name, tags);
    }
}
