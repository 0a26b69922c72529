using StackOperator.Api.Tests.Fixtures;

namespace StackOperator.Api.Tests.Stacks;

/// <summary>The documented table, row by row.</summary>
public sealed class StackContractTests(SharedInstallation shared)
{
    [Fact]
    public async Task Checklist_23_26_27_28_creating_a_stack_answers_with_it_and_makes_one_row_and_one_object()
    {
        var (org, admin) = await shared.NewOrganizationAsync();

        var created = (await admin.CreateAsync(org, "web", "dev", """{"team":"a"}""")).ShouldBe(200).Json;

        ((string?)created["id"]).ShouldBe($"{org}/web/dev");
        ((string?)created["orgName"]).ShouldBe(org);
        ((string?)created["projectName"]).ShouldBe("web");
        ((string?)created["stackName"]).ShouldBe("dev");
        ((string?)created["tags"]!["team"]).ShouldBe("a");
        ((int)created["version"]!).ShouldBe(0);
        (await shared.Installation.CountAsync("select count(*) from stacks where organization = $1 and owner_uid is not null", org)).ShouldBe(1);
        var read = (await admin.GetAsync($"/api/stacks/{org}/web/dev")).ShouldBe(200).Json;
        ((string?)read["id"]).ShouldBe($"{org}/web/dev");
        ((string?)read["activeUpdate"]).ShouldBe(string.Empty);
        ((string?)read["tags"]!["team"]).ShouldBe("a");
        read.AsObject().ContainsKey("config").ShouldBeFalse();
    }

    [Fact]
    public async Task Checklist_24_creating_a_stack_twice_is_a_conflict_that_says_already_exists()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.CreateAsync(org, "web", "dev")).ShouldBe(200);

        (await admin.CreateAsync(org, "web", "dev")).ShouldFail(409, "already exists");
    }

    [Fact]
    public async Task Checklist_21_22_a_new_organization_belongs_to_its_founder_and_stays_closed_to_others()
    {
        var org = SharedInstallation.NewName("fresh");
        var (founder, other) = (await shared.ClientAsync(), await shared.ClientAsync());

        (await founder.CreateAsync(org, "web", "dev")).ShouldBe(200);

        (await other.CreateAsync(org, "web", "other")).ShouldFail(404, org);
        (await other.GetAsync($"/api/stacks/{org}/web/dev")).ShouldFail(404, org);
        (await founder.DeleteAsync($"/api/stacks/{org}/web/dev?force=false")).ShouldBe(204);
    }

    [Fact]
    public async Task Of_many_founders_at_once_one_gets_the_organization()
    {
        var org = SharedInstallation.NewName("race");
        var founders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => shared.ClientAsync()));

        var answers = await Task.WhenAll(founders.Select((founder, i) => founder.CreateAsync(org, "web", $"s{i}")));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Count(answer => answer.Status == 404).ShouldBe(7);
        (await shared.Installation.CountAsync("select count(*) from organization_members where organization = $1", org)).ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"stackName":""}""", "stackName")]
    [InlineData("{}", "stackName")]
    [InlineData("""{"stackName":"a b"}""", "stack name")]
    [InlineData("""{"stackName":".."}""", "stack name")]
    [InlineData("""{"stackName":"x","tags":{"bad key":"v"}}""", "tag name")]
    [InlineData("""{"stackName":"x","tags":{"k":null}}""", "tag")]
    [InlineData("""{"stackName":"x","tags":{"k":{}}}""", "tags.k")]
    [InlineData("""{"stackName":"x","config":{}}""", "config")]
    [InlineData("""{"stackName":"x","teams":["t"]}""", "teams")]
    public async Task A_create_that_is_wrong_says_what_is_wrong(string body, string part)
    {
        var (org, admin) = await shared.NewOrganizationAsync();

        (await admin.PostAsync($"/api/stacks/{org}/web", body)).ShouldFail(400, part);
    }

    [Fact]
    public async Task Checklist_7_unknown_members_of_a_create_are_ignored()
    {
        var (org, admin) = await shared.NewOrganizationAsync();

        (await admin.PostAsync($"/api/stacks/{org}/web", """{"stackName":"dev","fromTheFuture":{"a":[1,2]}}""")).ShouldBe(200);
    }

    [Fact]
    public async Task Checklist_32_a_project_exists_once_it_has_a_stack()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.HeadAsync($"/api/stacks/{org}/web")).ShouldBe(404).Text.ShouldBeEmpty();

        (await admin.CreateAsync(org, "web", "dev")).ShouldBe(200);

        (await admin.HeadAsync($"/api/stacks/{org}/web")).ShouldBe(200).Text.ShouldBeEmpty();
        (await admin.HeadAsync($"/api/stacks/{org}/other")).ShouldBe(404);
    }

    [Fact]
    public async Task Names_arrive_percent_encoded_or_not()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.CreateAsync(org, "my.web_app-1", "dev")).ShouldBe(200);

        (await admin.GetAsync($"/api/stacks/{org}/my%2Eweb%5Fapp-1/d%65v")).ShouldBe(200);
        (await admin.GetAsync($"/api/stacks/{org}/my.web_app-1/d%2565v")).ShouldFail(404);
        (await admin.GetAsync($"/api/stacks/{org}/my.web_app-1/a%2Fb")).ShouldFail(404);
    }

    [Fact]
    public async Task Checklist_29_40_a_running_update_shows_in_the_stack_and_keeps_it_from_deletion_and_rename()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.CreateAsync(org, "web", "dev")).ShouldBe(200);
        var update = Guid.NewGuid();
        await BeginUpdateAsync(org, update);

        var read = (await admin.GetAsync($"/api/stacks/{org}/web/dev")).ShouldBe(200).Json;
        ((string?)read["activeUpdate"]).ShouldBe(update.ToString());
        ((string?)read["currentOperation"]!["kind"]).ShouldBe("update");
        ((string?)read["currentOperation"]!["author"]).ShouldBe("ann");
        ((long)read["currentOperation"]!["started"]!).ShouldBeGreaterThan(1_700_000_000);
        (await admin.DeleteAsync($"/api/stacks/{org}/web/dev?force=true")).ShouldFail(409, "Another update is currently in progress.");
        (await admin.PostAsync($"/api/stacks/{org}/web/dev/rename", """{"newName":"prod"}""")).ShouldFail(409, "Another update is currently in progress.");
        await shared.Installation.ExecuteAsync("update stack_states set active_update = null where active_update = $1", update);
        (await admin.DeleteAsync($"/api/stacks/{org}/web/dev?force=true")).ShouldBe(204);
    }

    [Fact]
    public async Task Checklist_34_35_deleting_asks_for_force_while_resources_are_left()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.CreateAsync(org, "web", "dev")).ShouldBe(200);
        await shared.Installation.ExecuteAsync(
            "insert into stack_states (stack_id, resource_count) select id, 3 from stacks where organization = $1 on conflict (stack_id) do update set resource_count = 3", org);

        (await admin.DeleteAsync($"/api/stacks/{org}/web/dev")).ShouldFail(400).Message.ShouldBe("Bad Request: Stack still contains resources.");
        (await admin.DeleteAsync($"/api/stacks/{org}/web/dev?force=false")).ShouldFail(400).Message.ShouldBe("Bad Request: Stack still contains resources.");
        (await admin.DeleteAsync($"/api/stacks/{org}/web/dev?force=true")).ShouldBe(204).Text.ShouldBeEmpty();

        (await admin.GetAsync($"/api/stacks/{org}/web/dev")).ShouldFail(404);
        (await admin.DeleteAsync($"/api/stacks/{org}/web/dev?force=true")).ShouldFail(404);
        (await shared.Installation.CountAsync("select count(*) from stacks where organization = $1", org)).ShouldBe(0);
        (await admin.CreateAsync(org, "web", "dev")).ShouldBe(200);
    }

    [Theory]
    [InlineData("{\"newName\":\"ORG/shop/staging\"}", "shop", "staging")]
    [InlineData("{\"newName\":\"staging\",\"newProject\":\"shop\"}", "shop", "staging")]
    [InlineData("{\"newName\":\"staging\",\"newProject\":\"\"}", "web", "staging")]
    [InlineData("{\"newName\":\"\",\"newProject\":\"shop\"}", "shop", "dev")]
    public async Task Checklist_37_renaming_moves_the_stack_and_is_recorded(string body, string project, string name)
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.CreateAsync(org, "web", "dev", """{"k":"v"}""")).ShouldBe(200);

        (await admin.PostAsync($"/api/stacks/{org}/web/dev/rename", body.Replace("ORG", org))).ShouldBe(204);

        (await admin.GetAsync($"/api/stacks/{org}/web/dev")).ShouldFail(404);
        var moved = (await admin.GetAsync($"/api/stacks/{org}/{project}/{name}")).ShouldBe(200).Json;
        ((string?)moved["projectName"]).ShouldBe(project);
        ((string?)moved["tags"]!["k"]).ShouldBe("v");
        (await admin.HeadAsync($"/api/stacks/{org}/{project}")).ShouldBe(200);
        (await shared.Installation.CountAsync("select count(*) from stack_renames r join stacks s on s.id = r.stack_id where organization = $1", org)).ShouldBe(1);
        // The old name is free again, although its object keeps the handle that was made of it.
        (await admin.CreateAsync(org, "web", "dev")).ShouldBe(200);
    }

    [Fact]
    public async Task Checklist_39_a_rename_that_cannot_be_says_why_and_changes_nothing()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.CreateAsync(org, "web", "dev")).ShouldBe(200);
        (await admin.CreateAsync(org, "web", "prod")).ShouldBe(200);
        var path = $"/api/stacks/{org}/web/dev/rename";

        (await admin.PostAsync(path, """{"newName":"prod"}""")).ShouldFail(409, "already exists");
        (await admin.PostAsync(path, """{"newName":"dev"}""")).ShouldFail(409);
        (await admin.PostAsync(path, """{"newName":"","newProject":""}""")).ShouldFail(400);
        (await admin.PostAsync(path, """{"newName":"a b"}""")).ShouldFail(400, "stack name");
        (await admin.PostAsync(path, """{"newName":"web/dev"}""")).ShouldFail(400, "org/project/name");
        (await admin.PostAsync(path, """{"newName":"elsewhere/web/dev"}""")).ShouldFail(400, "organization");
        (await admin.PostAsync($"/api/stacks/{org}/web/none/rename", """{"newName":"x"}""")).ShouldFail(404);
        (await admin.GetAsync($"/api/stacks/{org}/web/dev")).ShouldBe(200);
    }

    [Fact]
    public async Task Checklist_33_tags_merge_in_the_documented_form_and_are_replaced_in_that_of_the_CLI()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.CreateAsync(org, "web", "dev", """{"a":"1","b":"2"}""")).ShouldBe(200);
        var path = $"/api/stacks/{org}/web/dev/tags";

        (await admin.PatchAsync(path, """{"tags":{"b":null,"c":"3","gone":null}}""")).ShouldBe(204);
        (await TagsAsync(admin, org)).ShouldBe("""{"a":"1","c":"3"}""");
        (await admin.PatchAsync(path, """{"tags":"a tag of this name","x":"Größe\n"}""")).ShouldBe(204);
        (await TagsAsync(admin, org)).ShouldBe("""{"tags":"a tag of this name","x":"Größe\n"}""");
        (await admin.PatchAsync(path, "{}")).ShouldBe(204);
        (await TagsAsync(admin, org)).ShouldBe("{}");
        (await admin.PatchAsync(path, """{"tags":{"back":"yes"}}""")).ShouldBe(204);
        (await TagsAsync(admin, org)).ShouldBe("""{"back":"yes"}""");
    }

    [Theory]
    [InlineData("""{"tags":{"a":"1"},"b":"2"}""", "mixes")]
    [InlineData("""{"a":null}""", "no string")]
    [InlineData("""{"a":1}""", "no string")]
    [InlineData("""{"tags":{"a":1}}""", "no string")]
    [InlineData("""{"tags":null}""", "no string")]
    [InlineData("""{"bad key":"1"}""", "tag name")]
    [InlineData("""{"a":"\u0000"}""", "NUL")]
    [InlineData("""{"a":"\ud800"}""", "Unicode")]
    public async Task A_change_of_tags_that_is_wrong_says_what_is_wrong(string body, string part)
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.CreateAsync(org, "web", "dev")).ShouldBe(200);

        (await admin.PatchAsync($"/api/stacks/{org}/web/dev/tags", body)).ShouldFail(400, part);
        (await admin.PatchAsync($"/api/stacks/{org}/web/none/tags", """{"a":"1"}""")).ShouldFail(404);
    }

    [Fact]
    public async Task Forty_writers_of_forty_tags_lose_nothing()
    {
        var (org, admin) = await shared.NewOrganizationAsync();
        (await admin.CreateAsync(org, "web", "dev")).ShouldBe(200);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => admin.PatchAsync($"/api/stacks/{org}/web/dev/tags", $$$"""{"tags":{"k{{{i}}}":"v{{{i}}}"}}""")));

        answers.ShouldAllBe(answer => answer.Status == 204);
        var tags = (await admin.GetAsync($"/api/stacks/{org}/web/dev")).Json["tags"]!.AsObject();
        tags.Count.ShouldBe(40);
    }

    [Fact]
    public async Task Of_200_creates_at_once_one_succeeds()
    {
        var (org, admin) = await shared.NewOrganizationAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => admin.CreateAsync(org, "web", "dev")));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Status == 409 && answer.Message.Contains("already exists"));
        (await shared.Installation.CountAsync("select count(*) from stacks where organization = $1", org)).ShouldBe(1);
        (await shared.Installation.CountAsync("select count(*) from create_claims where organization = $1", org)).ShouldBe(0);
    }

    private async Task BeginUpdateAsync(string org, Guid update) => await shared.Installation.ExecuteAsync(
        """
        insert into stack_states (stack_id, active_update, active_update_kind, active_update_author, active_update_start)
        select id, $2, 'update', 'ann', now() from stacks where organization = $1
        on conflict (stack_id) do update set active_update = excluded.active_update, active_update_kind = 'update', active_update_author = 'ann', active_update_start = now()
        """,
        org,
        update);

    private static async Task<string> TagsAsync(ApiClient client, string org)
    {
        var tags = (await client.GetAsync($"/api/stacks/{org}/web/dev")).ShouldBe(200).Json["tags"]!.AsObject();
        var sorted = new System.Text.Json.Nodes.JsonObject(tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => KeyValuePair.Create(tag.Key, tag.Value?.DeepClone())));
        return sorted.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
