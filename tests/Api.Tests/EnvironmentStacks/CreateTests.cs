using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StackOperator.Api.Tests.Fixtures;

namespace StackOperator.Api.Tests.EnvironmentStacks;

/// <summary>Creates that succeed. Numbers are those of the conformance checklist.</summary>
public sealed partial class CreateTests(SharedInstallation shared)
{
    [Fact]
    public async Task Items_1_2_3_4_5_6_7_8_13_19_20_The_documented_example_becomes_a_stack_workspaces_and_promotions()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var project = await client.MakeAsync("/projects", """{"name":"shop"}""");
        var vcs = await client.MakeAsync("/vcs-integrations", """{"name":"hub","provider":"github"}""");
        var credentials = await client.MakeAsync("/credential-configs", """{"name":"aws","type":"aws_oidc"}""");
        var backend = await client.MakeAsync("/state-backend-configs", """{"name":"states","bucket":"b","region":"eu-west-1"}""");

        var answer = await client.PostAsync("/stacks", $$"""
            {"name":"myapp","project_id":"{{project}}","source_repo_url":"git@github.com:org/infra","source_branch":"main","source_root":"/environments","vcs_integration_id":"{{vcs}}",
             "credential_config_id":"{{credentials}}","state_backend_config_id":"{{backend}}","execution_target":0,"environments":[
               {"name":"dev","var_files":["env/dev.tfvars","env/more.tfvars","env/dev.tfvars"],"promote_to":["staging"]},
               {"name":"staging","var_files":["env/staging.tfvars"],"promote_to":["prod"]},
               {"name":"prod","var_files":["env/prod.tfvars"],"promote_to":[]}]}
            """);

        answer.ShouldBe(201);
        answer.Json.AsObject().Select(static member => member.Key).ShouldBe(["id", "name", "project_id", "environment_count", "created_at"]);
        var id = (string)answer.Json["id"]!;
        Guid.TryParse(id, out _).ShouldBeTrue();
        ((string)answer.Json["created_at"]!).ShouldMatch(Rfc3339().ToString());
        DateTime.Parse((string)answer.Json["created_at"]!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal).ShouldBe(TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(5));
        ((int)answer.Json["environment_count"]!).ShouldBe(3);
        ((string)answer.Json["project_id"]!).ShouldBe(project);
        answer.Headers.Location!.ToString().ShouldBe($"/stacks/{id}");
        (await client.GetAsync(answer.Headers.Location!.ToString())).ShouldBe(200);
        var workspaces = await client.WorkspacesAsync($"?stack_id={id}");
        string[] environments = ["dev", "staging", "prod"];
        workspaces.Keys.ShouldBe(environments.Select(static e => $"myapp-{e}"), ignoreOrder: true);
        for (var i = 0; i < environments.Length; i++)
        {
            var workspace = workspaces[$"myapp-{environments[i]}"];
            ((string)workspace["stack_id"]!).ShouldBe(id);
            ((string)workspace["state_key"]!).ShouldBe($"myapp/{environments[i]}");
            ((string)workspace["environment_name"]!).ShouldBe(environments[i]);
            ((int)workspace["environment_order"]!).ShouldBe(i);
            ((string)workspace["project_id"]!).ShouldBe(project);
            ((string)workspace["source_repo_url"]!).ShouldBe("https://github.com/org/infra");
            ((string)workspace["source_branch"]!).ShouldBe("main");
            ((string)workspace["source_root"]!).ShouldBe("/environments");
            ((string)workspace["vcs_integration_id"]!).ShouldBe(vcs);
            Texts(workspace["credential_config_ids"]).ShouldBe([credentials]);
            ((string)workspace["state_backend_config_id"]!).ShouldBe(backend);
            ((string)workspace["execution_target"]!).ShouldBe("managed");
        }

        Texts(workspaces["myapp-dev"]["var_files"]).ShouldBe(["env/dev.tfvars", "env/more.tfvars", "env/dev.tfvars"]);
        Texts(workspaces["myapp-prod"]["var_files"]).ShouldBe(["env/prod.tfvars"]);
        var edge = (await client.GetAsync($"/workspaces/{workspaces["myapp-staging"]["id"]}/dependencies")).ShouldBe(200).Json.AsArray().ShouldHaveSingleItem()!;
        ((string)edge["depends_on_name"]!).ShouldBe("myapp-dev");
        ((string)edge["dependency_type"]!).ShouldBe("after");
        ((bool)edge["auto_promote"]!).ShouldBeTrue();
        ((string)(await client.GetAsync($"/workspaces/{workspaces["myapp-dev"]["id"]}/dependents")).Json.AsArray().ShouldHaveSingleItem()!["workspace_name"]!).ShouldBe("myapp-staging");
        (await client.GetAsync($"/stacks/{id}")).Json["environments"]!.AsArray().ShouldAllBe(static e => e!["latest_run_status"] == null);
    }

    [Fact]
    public async Task Items_9_10_11_12_Defaults_stand_for_what_is_left_out()
    {
        var (_, client) = await shared.NewEnvironmentAsync();

        var id = await client.MakeAsync("/stacks", """{"name":"small","environments":[{"name":"one"},{"name":"two","promote_to":null},{"name":"three","promote_to":[]}]}""");

        var workspaces = await client.WorkspacesAsync($"?stack_id={id}");
        foreach (var workspace in workspaces.Values)
        {
            ((string)workspace["source_root"]!).ShouldBe("/");
            ((string)workspace["execution_target"]!).ShouldBe("managed");
            workspace["source_repo_url"].ShouldBeNull();
            (await client.GetAsync($"/workspaces/{workspace["id"]}/dependencies")).Json.AsArray().ShouldBeEmpty();
            (await client.GetAsync($"/workspaces/{workspace["id"]}/dependents")).Json.AsArray().ShouldBeEmpty();
        }

        var project = (await client.GetAsync($"/stacks/{id}")).Json["project_id"];
        ((string)(await client.GetAsync($"/projects/{project}")).ShouldBe(200).Json["name"]!).ShouldBe("default");
        var agents = await client.MakeAsync("/stacks", """{"name":"agents","execution_target":1,"environments":[{"name":"one"}]}""");
        ((string)(await client.WorkspacesAsync($"?stack_id={agents}"))["agents-one"]["execution_target"]!).ShouldBe("agent");
    }

    [Theory]
    [InlineData("Item_14_fan_out", 2, "dev>staging-us,staging-eu", "staging-us", "staging-eu")]
    [InlineData("Item_15_fan_in", 2, "us>prod", "eu>prod", "prod")]
    [InlineData("Item_16_two_chains", 2, "a>b", "b", "x>y", "y")]
    [InlineData("Item_17_backward_in_the_list", 1, "a", "b", "c>a")]
    [InlineData("Item_18_repeated_target", 1, "a>b,b", "b")]
    public async Task Items_14_15_16_17_18_Graphs_of_every_shape_without_cycles_are_accepted(string item, int edges, params string[] environments)
    {
        var (organization, client) = await shared.NewEnvironmentAsync();

        (await client.CreateStackAsync("shape", environments)).ShouldBe(201);

        (await shared.Installation.CountAsync("select count(*) from workspace_dependencies where organization = $1 and auto_promote and dependency_type = 'after'", organization)).ShouldBe(edges, item);
    }

    [Theory]
    [InlineData("https://GitHub.com:443/org/infra/", "https://github.com/org/infra")]
    [InlineData("ssh://git@gitlab.com/org/infra", "https://gitlab.com/org/infra")]
    [InlineData("https://org@dev.azure.com/org/project/_git/infra", "https://dev.azure.com/org/project/_git/infra")]
    public async Task Item_20_Repository_URLs_are_stored_in_one_form(string sent, string stored)
    {
        var (_, client) = await shared.NewEnvironmentAsync();

        await client.MakeAsync("/stacks", new JsonObject { ["name"] = "app", ["source_repo_url"] = sent, ["source_branch"] = "main", ["environments"] = new JsonArray(new JsonObject { ["name"] = "dev" }) }.ToJsonString());

        ((string)(await client.WorkspacesAsync())["app-dev"]["source_repo_url"]!).ShouldBe(stored);
    }

    [Fact]
    public async Task Item_56_A_read_straight_after_the_answer_sees_everything()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        for (var i = 0; i < 10; i++)
        {
            var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody($"app{i}", "dev>prod", "prod"));
            (await client.GetAsync($"/stacks/{id}")).ShouldBe(200).Json["environments"]!.AsArray().Count.ShouldBe(2);
            (await client.WorkspacesAsync($"?stack_id={id}")).Count.ShouldBe(2);
        }
    }

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(static item => (string)item!)];

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")]
    private static partial Regex Rfc3339();
}
