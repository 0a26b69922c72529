using System.Text.Json.Nodes;
using StackOperator.Api.Tests.Fixtures;

namespace StackOperator.Api.Tests.EnvironmentStacks;

/// <summary>Renames, moves and what never changes. Numbers are those of the conformance checklist.</summary>
public sealed class PatchTests(SharedInstallation shared)
{
    private static readonly string[] s_chain = ["dev>prod", "prod"];

    [Fact]
    public async Task Items_58_82_A_rename_touches_the_record_alone_and_the_detail_shows_present_workspace_names()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", s_chain));
        var before = await client.WorkspacesAsync();

        var answer = (await client.PatchAsync($"/stacks/{id}", """{"name":"shop"}""")).ShouldBe(200);

        answer.Json.AsObject().Select(static member => member.Key).ShouldBe(["id", "name", "project_id", "environment_count", "created_at"]);
        ((string)answer.Json["name"]!).ShouldBe("shop");
        var after = await client.WorkspacesAsync();
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        after.ShouldAllBe(pair => JsonNode.DeepEquals(pair.Value, before[pair.Key]));
        (await client.GetAsync($"/workspaces/{before["app-prod"]["id"]}/dependencies")).Json.AsArray().Count.ShouldBe(1);
        (await client.PatchAsync($"/workspaces/{before["app-dev"]["id"]}", """{"name":"renamed"}""")).ShouldBe(200);
        var environment = (await client.GetAsync($"/stacks/{id}")).Json["environments"]![0]!;
        ((string)environment["workspace_name"]!).ShouldBe("renamed");
        ((string)environment["state_key"]!).ShouldBe("app/dev");
    }

    [Fact]
    public async Task Items_59_65_Names_are_checked_and_nothing_to_change_is_no_fault()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev"));
        var other = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("other", "dev"));

        var taken = await client.PatchAsync($"/stacks/{id}", """{"name":"other"}""");
        taken.ShouldBeProblem(409, "stack_name_taken", "name");
        ((string)taken.Errors()[0]["stack_id"]!).ShouldBe(other);
        (await client.PatchAsync($"/stacks/{id}", """{"name":"app"}""")).ShouldBe(200);
        (await client.PatchAsync($"/stacks/{id}", "{}")).ShouldBe(200);
        (await client.PatchAsync($"/stacks/{id}", """{"name":"App"}""")).ShouldBeProblem(400, "invalid_name", "name");
        (await client.PatchAsync($"/stacks/{id}", """{"name":null}""")).ShouldBeProblem(400, "required", "name");
        (await client.PatchAsync($"/stacks/{id}", """{"project_id":null}""")).ShouldBeProblem(400, "required", "project_id");
        (await client.PatchAsync($"/stacks/{id}", """{"colour":"red"}""")).ShouldBeProblem(400, "unknown_field", "colour");
        (await client.PatchAsync($"/stacks/{Guid.NewGuid()}", "{}")).ShouldBeProblem(404, "not_found");
    }

    [Fact]
    public async Task Items_60_61_62_A_move_takes_all_linked_workspaces_or_none()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var (_, stranger) = await shared.NewEnvironmentAsync();
        var first = await client.MakeAsync("/projects", """{"name":"first"}""");
        var second = await client.MakeAsync("/projects", """{"name":"second"}""");
        var foreign = await stranger.MakeAsync("/projects", """{"name":"foreign"}""");
        var bound = await client.MakeAsync("/credential-configs", $$"""{"name":"bound","type":"generic_env","project_id":"{{first}}"}""");
        var id = await client.MakeAsync("/stacks", $$"""{"name":"app","project_id":"{{first}}","environments":[{"name":"dev"},{"name":"prod"}]}""");
        await client.MakeAsync("/workspaces", $$"""{"name":"alone","project_id":"{{first}}"}""");
        var workspaces = await client.WorkspacesAsync();
        (await client.PatchAsync($"/workspaces/{workspaces["app-prod"]["id"]}", $$"""{"credential_config_ids":["{{bound}}"]}""")).ShouldBe(200);

        (await client.PatchAsync($"/stacks/{id}", $$"""{"project_id":"{{second}}"}""")).ShouldBeProblem(409, "scope_conflict", "project_id");
        (await client.WorkspacesAsync()).Values.ShouldAllBe(workspace => (string)workspace["project_id"]! == first);
        (await client.PatchAsync($"/stacks/{id}", $$"""{"project_id":"{{Guid.NewGuid()}}"}""")).ShouldBeProblem(400, "unknown_reference", "project_id");
        (await client.PatchAsync($"/stacks/{id}", $$"""{"project_id":"{{foreign}}"}""")).ShouldBeProblem(400, "unknown_reference", "project_id");
        (await client.PatchAsync($"/workspaces/{workspaces["app-dev"]["id"]}", $$"""{"project_id":"{{second}}"}""")).ShouldBeProblem(409, "workspace_in_stack", "project_id");
        (await client.PatchAsync($"/workspaces/{workspaces["app-prod"]["id"]}", """{"credential_config_ids":[]}""")).ShouldBe(200);

        (await client.PatchAsync($"/stacks/{id}", $$"""{"name":"moved","project_id":"{{second}}"}""")).ShouldBe(200);

        var after = await client.WorkspacesAsync();
        ((string)after["app-dev"]["project_id"]!).ShouldBe(second);
        ((string)after["app-prod"]["project_id"]!).ShouldBe(second);
        ((string)after["alone"]["project_id"]!).ShouldBe(first);
        ((string)(await client.GetAsync($"/stacks/{id}")).Json["name"]!).ShouldBe("moved");
    }

    [Theory]
    [InlineData("environments", """[{"name":"dev","promote_to":["prod"]}]""")]
    [InlineData("environments", """[{"name":"prod"},{"name":"dev","promote_to":["prod"]}]""")]
    [InlineData("environments", """[{"name":"dev"},{"name":"prod"}]""")]
    [InlineData("environments", """[{"name":"dev","var_files":["x"],"promote_to":["prod"]},{"name":"prod"}]""")]
    [InlineData("environments", "null")]
    [InlineData("source_repo_url", "\"https://github.com/org/other\"")]
    [InlineData("source_repo_url", "\"not a url\"")]
    [InlineData("source_branch", "\"develop\"")]
    [InlineData("source_root", "\"/other\"")]
    [InlineData("vcs_integration_id", "\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"")]
    [InlineData("credential_config_id", "\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"")]
    [InlineData("state_backend_config_id", "\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"")]
    [InlineData("execution_target", "1")]
    public async Task Item_63_Other_values_of_what_never_changes_are_refused_and_nothing_changes(string field, string value)
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", Full("app"));
        var before = (await client.GetAsync($"/stacks/{id}")).Text;

        (await client.PatchAsync($"/stacks/{id}", $$"""{"name":"other","{{field}}":{{value}}}""")).ShouldBeProblem(400, "immutable_field", field);

        (await client.GetAsync($"/stacks/{id}")).Text.ShouldBe(before);
        // Refused by the interface itself: the object was never touched.
        (await Leftovers.ObjectsAsync(shared, organization)).ShouldHaveSingleItem().Metadata.Generation.ShouldBe(1);
    }

    [Fact]
    public async Task Item_64_The_same_values_may_be_sent_back()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", Full("app"));
        var whole = JsonNode.Parse(Full("app"))!;
        whole["source_repo_url"] = "git@github.com:org/infra";
        whole["execution_target"] = 0;
        whole["vcs_integration_id"] = null;

        (await client.PatchAsync($"/stacks/{id}", whole.ToJsonString())).ShouldBe(200);
        whole["name"] = "renamed";
        ((string)(await client.PatchAsync($"/stacks/{id}", whole.ToJsonString())).ShouldBe(200).Json["name"]!).ShouldBe("renamed");
    }

    [Fact]
    public async Task Item_66_A_name_freed_by_a_rename_is_usable_where_no_workspace_overlaps()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev"));
        (await client.PatchAsync($"/stacks/{id}", """{"name":"other"}""")).ShouldBe(200);

        (await client.CreateStackAsync("app", "dev")).ShouldBeProblem(409, "workspace_name_taken");
        (await client.CreateStackAsync("app", "prod")).ShouldBe(201);
    }

    [Fact]
    public async Task Item_67_Nothing_is_put_and_the_answer_says_what_may_be_done()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev"));

        var answer = await client.SendAsync(HttpMethod.Put, $"/stacks/{id}", "{}");

        answer.ShouldBeProblem(405, "method_not_allowed");
        answer.ContentHeaders.Allow.ShouldBe(["GET", "PATCH", "DELETE"], ignoreOrder: true);
    }

    [Fact]
    public async Task V42_A_change_of_something_that_was_changed_meanwhile_is_refused()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev"));
        var seen = (await client.GetAsync($"/stacks/{id}")).Headers.ETag!.ToString();
        (await client.PatchAsync($"/stacks/{id}", """{"name":"two"}""", ("If-Match", seen))).ShouldBe(200);

        (await client.PatchAsync($"/stacks/{id}", """{"name":"three"}""", ("If-Match", seen))).ShouldBeProblem(412, "precondition_failed");
        (await client.DeleteAsync($"/stacks/{id}", ("If-Match", seen))).ShouldBeProblem(412, "precondition_failed");
        (await client.PatchAsync($"/stacks/{id}", """{"name":"three"}""", ("If-Match", "*"))).ShouldBe(200);
        var now = (await client.GetAsync($"/stacks/{id}")).Headers.ETag!.ToString();
        (await client.DeleteAsync($"/stacks/{id}", ("If-Match", $"\"other\", {now}"))).ShouldBe(204);
    }

    private static string Full(string name) => $$"""
        {"name":"{{name}}","source_repo_url":"https://github.com/org/infra","source_branch":"main","source_root":"/env",
         "environments":[{"name":"dev","promote_to":["prod"]},{"name":"prod"}]}
        """;
}
