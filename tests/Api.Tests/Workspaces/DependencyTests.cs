using StackOperator.Api.Tests.Fixtures;

namespace StackOperator.Api.Tests.Workspaces;

/// <summary>Edges between workspaces. Numbers are those of the conformance checklist.</summary>
public sealed class DependencyTests(SharedInstallation shared)
{
    [Fact]
    public async Task Items_84_87_Edges_to_oneself_to_nobody_and_around_are_refused()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var (_, other) = await shared.NewEnvironmentAsync();
        var (a, b, c) = (await WorkspaceAsync(client, "a"), await WorkspaceAsync(client, "b"), await WorkspaceAsync(client, "c"));
        var foreign = await WorkspaceAsync(other, "x");
        (await AddAsync(client, b, a)).ShouldBe(201);
        (await AddAsync(client, c, b)).ShouldBe(201);

        (await AddAsync(client, a, a)).ShouldBeProblem(400, "self_dependency", "depends_on_id");
        var cycle = await AddAsync(client, a, c);
        cycle.ShouldBeProblem(409, "dependency_cycle", "depends_on_id");
        cycle.Errors()[0]["path"]!.AsArray().Count.ShouldBe(4);
        (await client.PostAsync($"/workspaces/{a}/dependencies", $$"""{"depends_on_id":"{{b}}","dependency_type":"sometimes"}""")).ShouldBeProblem(400, "invalid_value", "dependency_type");
        (await AddAsync(client, a, foreign)).ShouldBeProblem(400, "unknown_reference", "depends_on_id");
        (await AddAsync(client, foreign, a)).ShouldBeProblem(404, "not_found");
        (await client.PostAsync($"/workspaces/{a}/dependencies", "{}")).ShouldBeProblem(400, "required", "depends_on_id");
    }

    [Fact]
    public async Task Items_84_90_A_cycle_over_two_stacks_is_found_and_an_edge_inside_one_leaves_its_environments()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("one", "dev>prod", "prod", "side"));
        await client.MakeAsync("/stacks", EnvironmentClient.StackBody("two", "dev>prod", "prod"));
        var w = (await client.WorkspacesAsync()).ToDictionary(static pair => pair.Key, static pair => (string)pair.Value["id"]!);
        (await AddAsync(client, w["two-dev"], w["one-prod"])).ShouldBe(201);

        (await AddAsync(client, w["one-dev"], w["two-prod"])).ShouldBeProblem(409, "dependency_cycle");

        var before = (await client.GetAsync($"/stacks/{id}")).Text;
        (await client.PostAsync($"/workspaces/{w["one-side"]}/dependencies", $$"""{"depends_on_id":"{{w["one-dev"]}}","auto_promote":true}""")).ShouldBe(201);
        (await client.GetAsync($"/stacks/{id}")).Text.ShouldBe(before);
    }

    [Fact]
    public async Task Items_85_86_89_A_repetition_changes_the_edge_and_a_removal_removes_it_once()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var (a, b) = (await WorkspaceAsync(client, "a"), await WorkspaceAsync(client, "b"));
        var made = (await AddAsync(client, b, a)).ShouldBe(201);
        ((string)made.Json["dependency_type"]!).ShouldBe("after");
        ((bool)made.Json["auto_promote"]!).ShouldBeFalse();
        made.Json.AsObject().Select(static member => member.Key).ShouldBe(["workspace_id", "workspace_name", "depends_on_id", "depends_on_name", "dependency_type", "auto_promote", "created_at"]);

        (await client.PostAsync($"/workspaces/{b}/dependencies", $$"""{"depends_on_id":"{{a}}","dependency_type":"soft","auto_promote":true}""")).ShouldBe(200);

        var edge = (await client.GetAsync($"/workspaces/{b}/dependencies")).Json.AsArray().ShouldHaveSingleItem()!;
        ((string)edge["dependency_type"]!).ShouldBe("soft");
        ((bool)edge["auto_promote"]!).ShouldBeTrue();
        (await client.DeleteAsync($"/workspaces/{b}/dependencies/{a}")).ShouldBe(204);
        (await client.DeleteAsync($"/workspaces/{b}/dependencies/{a}")).ShouldBeProblem(404, "not_found");
        (await client.GetAsync($"/workspaces/{a}/dependents")).Text.ShouldBe("[]");
    }

    [Fact]
    public async Task Item_88_Of_two_parallel_edges_that_close_a_cycle_together_one_succeeds()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        for (var i = 0; i < 10; i++)
        {
            var (a, b) = (await WorkspaceAsync(client, $"a{i}"), await WorkspaceAsync(client, $"b{i}"));

            var answers = await Task.WhenAll(AddAsync(client, a, b), AddAsync(client, b, a));

            answers.Select(static answer => answer.Status).Order().ShouldBe([201, 409]);
        }
    }

    private static Task<ApiAnswer> AddAsync(EnvironmentClient client, string downstream, string upstream) =>
        client.PostAsync($"/workspaces/{downstream}/dependencies", $$"""{"depends_on_id":"{{upstream}}"}""");

    private static async Task<string> WorkspaceAsync(EnvironmentClient client, string name)
    {
        var projects = (await client.GetAsync("/projects")).ShouldBe(200).Json.AsArray();
        var project = projects.Count > 0 ? (string)projects[0]!["id"]! : await client.MakeAsync("/projects", """{"name":"p"}""");
        return await client.MakeAsync("/workspaces", $$"""{"name":"{{name}}","project_id":"{{project}}"}""");
    }
}
