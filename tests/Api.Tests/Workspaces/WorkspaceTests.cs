using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;

namespace StackOperator.Api.Tests.Workspaces;

/// <summary>Workspaces, alone and as members. Numbers are those of the conformance checklist.</summary>
public sealed class WorkspaceTests(SharedInstallation shared)
{
    [Fact]
    public async Task A_workspace_is_created_with_defaults_read_changed_and_deleted()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var project = await client.MakeAsync("/projects", """{"name":"p","tool_type":"opentofu"}""");
        var answer = (await client.PostAsync("/workspaces", $$"""{"name":"net","project_id":"{{project}}"}""")).ShouldBe(201);
        var path = answer.Headers.Location!.ToString();
        path.ShouldBe($"/workspaces/{answer.Json["id"]}");
        ((string)answer.Json["state_key"]!).ShouldNotBeEmpty();
        ((string)answer.Json["effective_tool_type"]!).ShouldBe("opentofu");
        answer.Json["stack_id"].ShouldBeNull();

        var changed = (await client.PatchAsync(path, """{"source_repo_url":"git@github.com:a/b","source_branch":"main","var_files":["a"],"attributes":{"tier":1},"tool_type":"pulumi","auto_apply":true}""")).ShouldBe(200);

        ((string)changed.Json["source_repo_url"]!).ShouldBe("https://github.com/a/b");
        ((int)changed.Json["attributes"]!["tier"]!).ShouldBe(1);
        ((string)changed.Json["effective_tool_type"]!).ShouldBe("pulumi");
        (await client.GetAsync(path)).Text.ShouldBe(changed.Text);
        (await client.PatchAsync(path, "{}")).ShouldBe(200).Text.ShouldBe(changed.Text);
        (await client.PatchAsync(path, """{"source_branch":null}""")).ShouldBeProblem(400, "source_incomplete", "source_branch");
        (await client.DeleteAsync(path)).ShouldBe(204);
        (await client.GetAsync(path)).ShouldBeProblem(404, "not_found");
    }

    [Fact]
    public async Task All_faults_of_a_workspace_are_told_at_once()
    {
        var (_, client) = await shared.NewEnvironmentAsync();

        (await client.PostAsync("/workspaces", """
            {"id":"x","name":"Net","colour":1,"source_repo_url":"https://u:p@h/x","var_files":["/a"],"execution_target":"x","tool_type":"make","state_key":"../a","auto_apply":"yes","credential_config_ids":["x"],"attributes":[]}
            """)).ShouldBeProblem(
            400, "required", "id", "name", "colour", "project_id", "source_repo_url", "var_files[0]", "execution_target", "tool_type", "state_key", "auto_apply", "credential_config_ids[0]", "attributes");
    }

    [Fact]
    public async Task Item_80_Members_are_changed_like_any_workspace_and_only_an_admin_changes_where_runs_are_executed()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        var member = await shared.EnvironmentClientAsync((organization, Role.Member));
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev"));
        var before = (await client.GetAsync($"/stacks/{id}")).Text;
        var path = $"/workspaces/{(await client.WorkspacesAsync())["app-dev"]["id"]}";

        (await client.PatchAsync(path, """{"var_files":["x","y"],"auto_apply":true,"execution_target":"agent"}""")).ShouldBe(200);
        (await member.PatchAsync(path, """{"execution_target":"managed"}""")).ShouldBeProblem(403, "forbidden", "execution_target");
        (await member.PatchAsync(path, """{"execution_target":"agent","auto_apply":false}""")).ShouldBe(200);

        (await client.GetAsync($"/stacks/{id}")).Text.ShouldBe(before);
        ((string)(await client.GetAsync(path)).Json["execution_target"]!).ShouldBe("agent");
    }

    [Fact]
    public async Task Items_81_83_The_link_is_read_only_and_a_state_is_nobody_elses()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev", "prod"));
        var workspaces = await client.WorkspacesAsync();
        var path = $"/workspaces/{workspaces["app-dev"]["id"]}";

        (await client.PatchAsync(path, """{"stack_id":null,"environment_order":5,"environment_name":"x"}""")).ShouldBeProblem(400, "immutable_field", "stack_id", "environment_order", "environment_name");
        var stated = await client.PatchAsync(path, """{"state_key":"app/prod"}""");
        stated.ShouldBeProblem(409, "state_key_taken", "state_key");
        ((string)stated.Errors()[0]["workspace_id"]!).ShouldBe((string)workspaces["app-prod"]["id"]!);
        (await client.PatchAsync(path, """{"name":"app-prod"}""")).ShouldBeProblem(409, "workspace_name_taken", "name");
    }

    [Fact]
    public async Task References_must_exist_in_the_organization_and_fit_the_project()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var (_, other) = await shared.NewEnvironmentAsync();
        var project = await client.MakeAsync("/projects", """{"name":"p"}""");
        var second = await client.MakeAsync("/projects", """{"name":"q"}""");
        var bound = await client.MakeAsync("/vcs-integrations", $$"""{"name":"hub","provider":"github","project_id":"{{second}}"}""");
        var foreign = await other.MakeAsync("/credential-configs", """{"name":"c","type":"generic_env"}""");

        (await client.PostAsync("/workspaces", $$"""{"name":"a","project_id":"{{Guid.NewGuid()}}"}""")).ShouldBeProblem(400, "unknown_reference", "project_id");
        (await client.PostAsync("/workspaces", $$"""{"name":"a","project_id":"{{project}}","vcs_integration_id":"{{bound}}"}""")).ShouldBeProblem(400, "scope_mismatch", "vcs_integration_id");
        (await client.PostAsync("/workspaces", $$"""{"name":"a","project_id":"{{project}}","credential_config_ids":["{{foreign}}"]}""")).ShouldBeProblem(400, "unknown_reference", "credential_config_ids[0]");
    }

    [Fact]
    public async Task Lists_are_filtered_and_paged_by_a_cursor()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var project = await client.MakeAsync("/projects", """{"name":"p"}""");
        var second = await client.MakeAsync("/projects", """{"name":"q"}""");
        for (var i = 0; i < 7; i++)
        {
            await client.MakeAsync("/workspaces", $$"""{"name":"w{{i}}","project_id":"{{(i < 5 ? project : second)}}"}""");
        }

        var (names, path) = (new List<string>(), $"/workspaces?project_id={project}&limit=2");
        while (path is not null)
        {
            var page = (await client.GetAsync(path)).ShouldBe(200);
            names.AddRange(page.Json.AsArray().Select(static w => (string)w!["name"]!));
            path = page.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        names.ShouldBe(["w4", "w3", "w2", "w1", "w0"]);
        (await client.GetAsync("/workspaces?stack_id=x")).ShouldBeProblem(400, "invalid_query", "stack_id");
        (await client.GetAsync($"/workspaces?stack_id={Guid.NewGuid()}")).Text.ShouldBe("[]");
    }

    [Fact]
    public async Task Of_parallel_changes_with_one_tag_one_succeeds()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var path = $"/workspaces/{await client.MakeAsync("/workspaces", $$"""{"name":"w","project_id":"{{await client.MakeAsync("/projects", """{"name":"p"}""")}}"}""")}";
        var tag = (await client.GetAsync(path)).Headers.ETag!.ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => client.PatchAsync(path, $$"""{"tool_version":"{{i}}"}""", ("If-Match", tag))));

        answers.Count(static answer => answer.Status == 200).ShouldBe(1);
        answers.Count(static answer => answer.Status == 412).ShouldBe(9);
        (await client.DeleteAsync(path, ("If-Match", tag))).ShouldBeProblem(412, "precondition_failed");
    }
}
