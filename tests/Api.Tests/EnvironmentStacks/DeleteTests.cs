using System.Text.Json.Nodes;
using StackOperator.Api.Tests.Fixtures;

namespace StackOperator.Api.Tests.EnvironmentStacks;

/// <summary>Deletes unlink and destroy nothing. Numbers are those of the conformance checklist.</summary>
public sealed class DeleteTests(SharedInstallation shared)
{
    [Fact]
    public async Task Items_68_69_70_72_73_The_stack_goes_and_workspaces_with_their_runs_and_dependencies_stay()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev>prod", "prod"));
        var before = await client.WorkspacesAsync();
        await shared.Installation.ExecuteAsync(
            "insert into workspace_latest_runs (workspace_id, run_id, status, created_at) values ($1, gen_random_uuid(), 'in_progress', now())", Guid.Parse((string)before["app-dev"]["id"]!));

        var answer = (await client.DeleteAsync($"/stacks/{id}")).ShouldBe(204);

        answer.Text.ShouldBeEmpty();
        (await client.GetAsync($"/stacks/{id}")).ShouldBeProblem(404, "not_found");
        (await client.DeleteAsync($"/stacks/{id}")).ShouldBeProblem(404, "not_found");
        (await client.GetAsync("/stacks")).Text.ShouldBe("[]");
        foreach (var (name, workspace) in await client.WorkspacesAsync())
        {
            workspace["stack_id"].ShouldBeNull();
            var former = before[name].DeepClone();
            former["stack_id"] = null;
            JsonNode.DeepEquals(workspace, former).ShouldBeTrue(workspace.ToJsonString());
        }

        ((bool)(await client.GetAsync($"/workspaces/{before["app-prod"]["id"]}/dependencies")).Json.AsArray().ShouldHaveSingleItem()!["auto_promote"]!).ShouldBeTrue();
        (await shared.Installation.CountAsync("select count(*) from workspace_latest_runs r join workspaces w on w.id = r.workspace_id where organization = $1 and status = 'in_progress'", organization)).ShouldBe(1);
        await shared.ShouldHaveOnlyAsync(organization, workspaces: 2);
    }

    [Fact]
    public async Task Items_74_75_Orphans_keep_their_names_and_states_until_both_are_changed()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        (await client.DeleteAsync($"/stacks/{await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev", "prod"))}")).ShouldBe(204);
        var orphans = await client.WorkspacesAsync();

        var answer = await client.CreateStackAsync("app", "dev", "prod");
        answer.ShouldBeProblem(409, "workspace_name_taken");
        answer.Errors().Where(static e => (string)e["code"]! == "workspace_name_taken").Select(static e => (string)e["workspace_id"]!).ShouldBe(orphans.Values.Select(static o => (string)o["id"]!), ignoreOrder: true);
        foreach (var (name, orphan) in orphans)
        {
            (await client.PatchAsync($"/workspaces/{orphan["id"]}", $$"""{"name":"old-{{name}}"}""")).ShouldBe(200);
        }

        (await client.CreateStackAsync("app", "dev", "prod")).ShouldBeProblem(409, "state_key_taken");
        foreach (var (name, orphan) in orphans)
        {
            (await client.PatchAsync($"/workspaces/{orphan["id"]}", $$"""{"state_key":"old/{{name}}"}""")).ShouldBe(200);
        }

        (await client.CreateStackAsync("app", "dev", "prod")).ShouldBe(201);
    }

    [Fact]
    public async Task Items_76_77_A_member_cannot_be_deleted_and_a_former_one_can_which_frees_its_name()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev>prod", "prod"));
        var workspaces = await client.WorkspacesAsync();
        var refused = await client.DeleteAsync($"/workspaces/{workspaces["app-dev"]["id"]}");
        refused.ShouldBeProblem(409, "workspace_in_stack");
        ((string)refused.Errors()[0]["stack_id"]!).ShouldBe(id);
        (await client.DeleteAsync($"/stacks/{id}")).ShouldBe(204);

        foreach (var workspace in workspaces.Values)
        {
            (await client.DeleteAsync($"/workspaces/{workspace["id"]}")).ShouldBe(204);
            (await client.DeleteAsync($"/workspaces/{workspace["id"]}")).ShouldBeProblem(404, "not_found");
        }

        (await shared.Installation.CountAsync("select count(*) from workspace_dependencies where organization = $1", organization)).ShouldBe(0);
        (await client.CreateStackAsync("app", "dev>prod", "prod")).ShouldBe(201);
    }

    [Fact]
    public async Task A_deleted_name_is_free_at_once_for_a_stack_whose_workspaces_do_not_overlap()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        for (var i = 0; i < 5; i++)
        {
            (await client.DeleteAsync($"/stacks/{await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", $"e{i}"))}")).ShouldBe(204);
        }
    }
}
