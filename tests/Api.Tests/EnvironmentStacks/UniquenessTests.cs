using StackOperator.Api.Tests.Fixtures;

namespace StackOperator.Api.Tests.EnvironmentStacks;

/// <summary>Names and places of states belong to one. Numbers are those of the conformance checklist.</summary>
public sealed class UniquenessTests(SharedInstallation shared)
{
    [Fact]
    public async Task Items_40_41_A_stack_name_is_taken_in_its_organization_whatever_the_project()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        var (_, other) = await shared.NewEnvironmentAsync();
        var project = await client.MakeAsync("/projects", """{"name":"second"}""");
        var id = await client.MakeAsync("/stacks", EnvironmentClient.StackBody("app", "dev"));

        var again = await client.CreateStackAsync("app", "dev");
        again.ShouldBeProblem(409, "stack_name_taken", "name");
        ((string)again.Errors()[0]["stack_id"]!).ShouldBe(id);
        (await client.PostAsync("/stacks", $$"""{"name":"app","project_id":"{{project}}","environments":[{"name":"x"}]}""")).ShouldBeProblem(409, "stack_name_taken");
        (await other.CreateStackAsync("app", "dev")).ShouldBe(201);
    }

    [Theory]
    [InlineData("a-b", "c", "a", "b-c")]
    [InlineData("a", "b-c", "a-b", "c")]
    public async Task Item_42_Names_that_are_equal_when_joined_collide(string stack, string environment, string secondStack, string secondEnvironment)
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        (await client.CreateStackAsync(stack, environment)).ShouldBe(201);

        var answer = await client.CreateStackAsync(secondStack, secondEnvironment);

        answer.ShouldBeProblem(409, "workspace_name_taken", "environments[0].name");
        ((string)answer.Errors()[0]["value"]!).ShouldBe("a-b-c");
        answer.Errors()[0]["workspace_id"].ShouldNotBeNull();
        await shared.ShouldHaveOnlyAsync(organization, stacks: 1, workspaces: 1);
    }

    [Fact]
    public async Task Items_43_44_One_name_that_is_taken_keeps_the_whole_stack_out_and_no_overlap_keeps_nobody()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        (await client.CreateStackAsync("a-b", "c")).ShouldBe(201);
        (await client.CreateStackAsync("a", "d")).ShouldBe(201);
        await client.MakeAsync("/workspaces", $$"""{"name":"app-prod","project_id":"{{await client.MakeAsync("/projects", """{"name":"p"}""")}}"}""");

        (await client.CreateStackAsync("app", "dev>staging", "staging>prod", "prod")).ShouldBeProblem(409, "workspace_name_taken", "environments[2].name");

        await shared.ShouldHaveOnlyAsync(organization, stacks: 2, workspaces: 3);
    }

    [Fact]
    public async Task Items_45_46_47_Workspaces_that_stand_alone_hold_names_and_states_on_their_own_backend()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        var project = await client.MakeAsync("/projects", """{"name":"p"}""");
        var bucket = await client.MakeAsync("/state-backend-configs", """{"name":"one","bucket":"b","region":"eu"}""");
        var same = await client.MakeAsync("/state-backend-configs", """{"name":"two","bucket":"b"}""");
        var workspace = await client.MakeAsync("/workspaces", $$"""{"name":"myapp-dev","project_id":"{{project}}","state_key":"else","state_backend_config_id":"{{bucket}}"}""");
        var named = await client.CreateStackAsync("myapp", "dev");
        named.ShouldBeProblem(409, "workspace_name_taken");
        ((string)named.Errors()[0]["workspace_id"]!).ShouldBe(workspace);
        named.Errors()[0].AsObject().ContainsKey("stack_id").ShouldBeTrue();
        (await client.PatchAsync($"/workspaces/{workspace}", """{"name":"other","state_key":"myapp/dev"}""")).ShouldBe(200);

        var stated = await client.PostAsync("/stacks", $$"""{"name":"myapp","state_backend_config_id":"{{same}}","environments":[{"name":"dev"}]}""");
        stated.ShouldBeProblem(409, "state_key_taken");
        await shared.ShouldHaveOnlyAsync(organization, workspaces: 1);
        (await client.CreateStackAsync("myapp", "dev")).ShouldBe(201);
    }

    [Fact]
    public async Task Item_48_Of_50_parallel_identical_creates_one_succeeds()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.CreateStackAsync("app", "dev>staging", "staging>prod", "prod")));

        answers.Count(static answer => answer.Status == 201).ShouldBe(1);
        foreach (var loser in answers.Where(static answer => answer.Status != 201))
        {
            loser.ShouldBeProblem(409, "stack_name_taken");
        }

        await shared.ShouldHaveOnlyAsync(organization, stacks: 1, workspaces: 3);
    }

    [Fact]
    public async Task Item_49_Of_50_parallel_creates_that_share_one_workspace_name_one_succeeds()
    {
        var (organization, client) = await shared.NewEnvironmentAsync();
        // Cut at every hyphen: all are named a-…-a in the end.
        var parts = Enumerable.Repeat("a", 26).ToArray();
        var pairs = Enumerable.Range(1, 25).Select(cut => (Stack: string.Join('-', parts[..cut]), Environment: string.Join('-', parts[cut..]))).ToList();

        var answers = await Task.WhenAll(pairs.Concat(pairs).Select(pair => client.CreateStackAsync(pair.Stack, pair.Environment, "own")));

        answers.Count(static answer => answer.Status == 201).ShouldBe(1, string.Join('\n', answers.Select(static answer => answer.Text).Distinct()));
        answers.Where(static answer => answer.Status != 201).ShouldAllBe(static answer => answer.Status == 409);
        await shared.ShouldHaveOnlyAsync(organization, stacks: 1, workspaces: 2);
    }

    [Fact]
    public async Task Item_57_No_reader_sees_a_part_of_a_stack_while_stacks_are_made()
    {
        var (_, client) = await shared.NewEnvironmentAsync();
        using var done = new CancellationTokenSource();
        var (seen, faults) = (0, new List<string>());
        var polling = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                foreach (var stack in (await client.GetAsync("/stacks")).ShouldBe(200).Json.AsArray().Take(5))
                {
                    var detail = (await client.GetAsync($"/stacks/{stack!["id"]}")).ShouldBe(200).Json;
                    seen++;
                    if (detail["environments"]!.AsArray().Count != (int)detail["environment_count"]!)
                    {
                        faults.Add(detail.ToJsonString());
                    }
                }
            }
        });

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => (await client.CreateStackAsync($"app{i}", "dev>staging", "staging>prod", "prod")).ShouldBe(201));
        await done.CancelAsync();
        await polling;

        faults.ShouldBeEmpty();
        seen.ShouldBeGreaterThan(0);
    }
}
