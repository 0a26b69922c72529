using System.Text.Json.Nodes;
using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;

namespace StackOperator.Api.Tests.EnvironmentStacks;

/// <summary>Creates that are refused leave nothing. Numbers are those of the conformance checklist.</summary>
public sealed class RefusalTests(SharedInstallation shared)
{
    public static TheoryData<string, string, int, string, string> Bodies => new()
    {
        { "Item_21", """{"environments":[{"name":"dev"}]}""", 400, "required", "name" },
        { "Item_21", """{"name":null,"environments":[{"name":"dev"}]}""", 400, "required", "name" },
        { "Item_21", """{"name":"","environments":[{"name":"dev"}]}""", 400, "required", "name" },
        { "Item_22", """{"name":"app"}""", 400, "required", "environments" },
        { "Item_22", """{"name":"app","environments":null}""", 400, "required", "environments" },
        { "Item_22", """{"name":"app","environments":{}}""", 400, "invalid_type", "environments" },
        { "Item_23", """{"name":"app","environments":[]}""", 400, "environments_empty", "environments" },
        { "Item_24", """{"name":"app","environments":[{"name":"dev"},{}]}""", 400, "required", "environments[1].name" },
        { "Item_25", """{"name":"app","environments":[{"name":"dev"},{"name":"dev"}]}""", 400, "duplicate_environment", "environments[1].name" },
        { "Item_28", """{"name":"app","environments":[{"name":"dev","promote_to":["nowhere"]}]}""", 400, "unknown_promote_to", "environments[0].promote_to[0]" },
        { "Item_29", """{"name":"app","environments":[{"name":"dev","promote_to":["dev"]}]}""", 400, "self_promotion", "environments[0].promote_to[0]" },
        { "Item_31", """{"name":"app","nme":"x","environments":[{"name":"dev"}]}""", 400, "unknown_field", "nme" },
        { "Item_31", """{"name":"app","environments":[{"name":"dev","promot_to":[]}]}""", 400, "unknown_field", "environments[0].promot_to" },
        { "Item_32", """{"name":5,"environments":[{"name":"dev"}]}""", 400, "invalid_type", "name" },
        { "Item_32", """{"name":"app","environments":[{"name":"dev","var_files":"x"}]}""", 400, "invalid_type", "environments[0].var_files" },
        { "Item_32", """{"name":"app","execution_target":true,"environments":[{"name":"dev"}]}""", 400, "invalid_type", "execution_target" },
        { "Item_32", """{"name":"app","execution_target":1.5,"environments":[{"name":"dev"}]}""", 400, "invalid_execution_target", "execution_target" },
        { "Item_32", """{"name":"app","execution_target":2,"environments":[{"name":"dev"}]}""", 400, "invalid_execution_target", "execution_target" },
        { "Item_32", """{"name":"app","execution_target":"x","environments":[{"name":"dev"}]}""", 400, "invalid_execution_target", "execution_target" },
        { "Item_33", """{"name":"app","source_repo_url":"https://github.com/a/b","environments":[{"name":"dev"}]}""", 400, "source_incomplete", "source_branch" },
        { "Item_33", """{"name":"app","source_branch":"main","environments":[{"name":"dev"}]}""", 400, "source_incomplete", "source_repo_url" },
        { "Item_34", """{"name":"app","environments":[{"name":"dev","var_files":["/etc/passwd"]}]}""", 400, "invalid_var_file", "environments[0].var_files[0]" },
        { "Item_34", """{"name":"app","environments":[{"name":"dev","var_files":["ok","a/../b"]}]}""", 400, "invalid_var_file", "environments[0].var_files[1]" },
        { "V28", """{"name":"app","source_root":"a/../..","environments":[{"name":"dev"}]}""", 400, "invalid_source_root", "source_root" },
        { "V31", """{"name":"app","project_id":"x","environments":[{"name":"dev"}]}""", 400, "invalid_uuid", "project_id" },
        { "Item_35", """{"name":"app","project_id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","environments":[{"name":"dev"}]}""", 400, "unknown_reference", "project_id" },
        { "Item_35", """{"name":"app","credential_config_id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","environments":[{"name":"dev"}]}""", 400, "unknown_reference", "credential_config_id" },
        { "Item_35", """{"name":"app","vcs_integration_id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","environments":[{"name":"dev"}]}""", 400, "unknown_reference", "vcs_integration_id" },
        { "Item_35", """{"name":"app","state_backend_config_id":"3f2504e0-4f89-41d3-9a0c-0305e82c3301","environments":[{"name":"dev"}]}""", 400, "unknown_reference", "state_backend_config_id" },
        { "Item_37", "{\"name\":", 400, "malformed_body", "" },
        { "Item_37", "[]", 400, "malformed_body", "" },
        { "Item_37", "", 400, "malformed_body", "" },
        { "V4", """{"name":"app","name":"app","environments":[{"name":"dev"}]}""", 400, "malformed_body", "" },
        { "V4", """{"name":"app","environments":[{"name":"dev","name":"dev"}]}""", 400, "malformed_body", "" },
        { "V4", """{"name":"app","environments":[{"name":"dev"}]} {}""", 400, "malformed_body", "" },
        { "V4", "{\"name\":\"\\ud800\",\"environments\":[{\"name\":\"dev\"}]}", 400, "invalid_type", "name" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Items_21_22_23_24_25_28_29_31_32_33_34_35_37_A_wrong_body_is_refused_and_the_corrected_one_succeeds(string item, string body, int status, string code, string field)
    {
        var (organization, client) = await shared.NewEnvironmentAsync();

        var answer = await client.PostAsync("/stacks", body);

        answer.ShouldBeProblem(status, code, field.Length == 0 ? [] : [field]);
        await shared.ShouldHaveOnlyAsync(organization);
        (await client.CreateStackAsync("app", "dev")).ShouldBe(201);
        item.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("App")]
    [InlineData("my_app")]
    [InlineData("my.app")]
    [InlineData("my/app")]
    [InlineData("my app")]
    [InlineData("-app")]
    [InlineData("app-")]
    [InlineData("äpp")]
    [InlineData("app\n")]
    public async Task Item_26_Names_of_other_characters_are_refused_for_stacks_and_environments(string name)
    {
        var (organization, client) = await shared.NewEnvironmentAsync();

        (await client.CreateStackAsync(name, "dev")).ShouldBeProblem(400, "invalid_name", "name");
        (await client.CreateStackAsync("app", name)).ShouldBeProblem(400, "invalid_name", "environments[0].name");

        await shared.ShouldHaveOnlyAsync(organization);
    }

    [Fact]
    public async Task Item_27_A_workspace_name_may_have_63_characters_and_no_more()
    {
        var (_, client) = await shared.NewEnvironmentAsync();

        (await client.CreateStackAsync(new string('a', 31), new string('b', 31))).ShouldBe(201);
        (await client.CreateStackAsync(new string('a', 31), new string('b', 32))).ShouldBeProblem(400, "workspace_name_too_long", "environments[0].name");
    }

    [Theory]
    [InlineData("a b a", "a>b", "b>a")]
    [InlineData("a b c a", "a>b", "b>c", "c>a")]
    [InlineData("x y x", "a>b", "b", "x>y", "y>x")]
    public async Task Item_30_A_cycle_is_a_conflict_with_its_path(string path, params string[] environments)
    {
        var (organization, client) = await shared.NewEnvironmentAsync();

        var answer = await client.CreateStackAsync("app", environments);

        answer.ShouldBeProblem(409, "promotion_cycle");
        string.Join(' ', answer.Errors()[0]["path"]!.AsArray().Select(static node => (string)node!)).ShouldBe(path);
        await shared.ShouldHaveOnlyAsync(organization);
    }

    [Fact]
    public async Task Items_35_36_References_of_other_organizations_look_unknown_and_those_of_other_projects_do_not_fit()
    {
        var (_, other) = await shared.NewEnvironmentAsync();
        var (organization, client) = await shared.NewEnvironmentAsync();
        var foreign = await other.MakeAsync("/credential-configs", """{"name":"aws","type":"aws_oidc"}""");
        var foreignProject = await other.MakeAsync("/projects", """{"name":"theirs"}""");
        var project = await client.MakeAsync("/projects", """{"name":"mine"}""");
        var bound = await client.MakeAsync("/credential-configs", $$"""{"name":"bound","type":"aws_oidc","project_id":"{{project}}"}""");

        var unknown = await client.PostAsync("/stacks", $$"""{"name":"app","project_id":"{{foreignProject}}","credential_config_id":"{{foreign}}","environments":[{"name":"dev"}]}""");
        unknown.ShouldBeProblem(400, "unknown_reference", "project_id", "credential_config_id");
        (await client.PostAsync("/stacks", $$"""{"name":"app","credential_config_id":"{{bound}}","environments":[{"name":"dev"}]}""")).ShouldBeProblem(400, "scope_mismatch", "credential_config_id");
        await shared.ShouldHaveOnlyAsync(organization);
        (await client.PostAsync("/stacks", $$"""{"name":"app","project_id":"{{project}}","credential_config_id":"{{bound}}","environments":[{"name":"dev"}]}""")).ShouldBe(201);
    }

    [Fact]
    public async Task Item_37_Other_media_types_and_large_bodies_are_refused()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        var body = EnvironmentClient.StackBody("app", "dev");

        (await client.PostAsync("/stacks", body, ("Content-Type", "text/plain"))).ShouldBeProblem(415, "unsupported_media_type");
        (await client.PostAsync("/stacks", body, ("Content-Type", ""))).ShouldBeProblem(415, "unsupported_media_type");
        (await client.PostAsync("/stacks", new string(' ', 2 * 1024 * 1024) + body)).ShouldBeProblem(413, "body_too_large");
        await shared.ShouldHaveOnlyAsync(organization);
        (await client.PostAsync("/stacks", body, ("Content-Type", "application/json; charset=utf-8"))).ShouldBe(201);
    }

    [Fact]
    public async Task Item_38_Who_may_not_write_is_told_so_and_only_admins_choose_agents()
    {
        var (organization, _) = await shared.NewEnvironmentAsync();
        var body = EnvironmentClient.StackBody("app", "dev");

        var nobody = await new EnvironmentClient(shared.Api.Http, null).PostAsync("/stacks", body);
        nobody.ShouldBeProblem(401, "unauthenticated");
        nobody.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        (await new EnvironmentClient(shared.Api.Http, "sop-unknown").PostAsync("/stacks", body)).ShouldBeProblem(401, "unauthenticated");
        var viewer = await shared.EnvironmentClientAsync((organization, Role.Viewer));
        (await viewer.PostAsync("/stacks", body)).ShouldBeProblem(403, "forbidden");
        // Syntax is looked at before the role, the role before the values.
        (await viewer.PostAsync("/stacks", "{")).ShouldBeProblem(400, "malformed_body");
        (await viewer.PostAsync("/stacks", "{}")).ShouldBeProblem(403, "forbidden");
        var member = await shared.EnvironmentClientAsync((organization, Role.Member));
        (await member.PostAsync("/stacks", """{"name":"app","execution_target":1,"environments":[{"name":"dev"}]}""")).ShouldBeProblem(403, "forbidden", "execution_target");
        await shared.ShouldHaveOnlyAsync(organization);
        (await member.PostAsync("/stacks", body)).ShouldBe(201);
    }

    [Fact]
    public async Task Item_39_All_faults_are_told_at_once()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();

        var answer = await client.PostAsync("/stacks", """
            {"name":"App","typo":1,"source_branch":"main","vcs_integration_id":"x","execution_target":7,"environments":[
              {"name":"dev","promote_to":["dev","nowhere"],"var_files":["/x"]},{"name":"dev"},{"name":"B"},null,{"name":3}]}
            """);

        answer.ShouldBeProblem(
            400,
            "unknown_field",
            "typo",
            "name",
            "source_repo_url",
            "vcs_integration_id",
            "execution_target",
            "environments[0].promote_to[0]",
            "environments[0].promote_to[1]",
            "environments[0].var_files[0]",
            "environments[1].name",
            "environments[2].name",
            "environments[3]",
            "environments[4].name");
        answer.Errors().Count(static error => (string)error["field"]! == "environments[4].name").ShouldBe(1);
        await shared.ShouldHaveOnlyAsync(organization);
    }

    [Theory]
    [InlineData("https://user:s3cr3t-pass@github.com/org/infra")]
    [InlineData("https://ghp_s3cr3tToken0123456789@github.com/org/infra")]
    [InlineData("http://github.com/s3cr3t/infra")]
    [InlineData("https://github.com/org/infra?token=s3cr3t")]
    public async Task V27_A_refused_repository_URL_is_never_repeated(string url)
    {
        var (_, client) = await shared.NewEnvironmentAsync();

        var answer = await client.PostAsync("/stacks", new JsonObject { ["name"] = "app", ["source_repo_url"] = url, ["source_branch"] = "main", ["environments"] = new JsonArray(new JsonObject { ["name"] = "dev" }) }.ToJsonString());

        answer.ShouldBeProblem(400, "invalid_source_repo_url", "source_repo_url");
        answer.Text.ShouldNotContain("s3cr3t");
    }

    [Fact]
    public async Task V13_More_than_100_environments_are_too_many()
    {
        var (_, client) = await shared.NewEnvironmentAsync();

        (await client.CreateStackAsync("app", [.. Enumerable.Range(0, 101).Select(static i => $"e{i}")])).ShouldBeProblem(400, "too_many_environments", "environments");
        (await client.CreateStackAsync("app", [.. Enumerable.Range(0, 100).Select(static i => $"e{i}")])).ShouldBe(201);
    }
}
