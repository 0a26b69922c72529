using k8s.Models;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Tests.Running;
using static StackOperator.Operator.Tests.EnvironmentStacks.EnvironmentObjects;

namespace StackOperator.Operator.Tests.EnvironmentStacks;

/// <summary>One operator, one environment stack, everything that can happen to it.</summary>
public sealed class EnvironmentStackLifeTests
{
    [Fact]
    public async Task Items_117_120_An_object_becomes_workspaces_and_edges_and_is_ready_for_its_generation()
    {
        await using var world = await OperatorWorld.StartAsync();
        var stack = await world.CreateReadyEnvironmentsAsync("a", "myapp");
        stack.Metadata.Finalizers.ShouldBe([ApiGroup.EnvironmentStackFinalizer]);
        stack.Status.ObservedGeneration.ShouldBe(stack.Metadata.Generation);
        (stack.Status.Project, stack.Status.EnvironmentCount, stack.Status.Latest).ShouldBe(("web", 3, "dev=- staging=- prod=-"));
        stack.Status.Environments.ShouldNotBeNull().Select(static e => $"{e.Order} {e.Name} {e.WorkspaceName} {e.StateKey} {e.AutoPromote} {e.LatestRunStatus}").ShouldBe(
            ["0 dev myapp-dev myapp/dev True ", "1 staging myapp-staging myapp/staging True ", "2 prod myapp-prod myapp/prod True "]);
        stack.Status.Conditions.ShouldNotBeNull().Select(static c => $"{c.Type} {c.Status}").ShouldBe(["Ready True", "Accepted True", "Materialized True"]);
        stack.Status.Conditions.ShouldAllBe(c => c.ObservedGeneration == stack.Metadata.Generation);
        (await world.CountsAsync()).ShouldBe("1 3 0 2");
        (await world.ReadAsync<Guid>("select id from environment_stacks where owner_uid = $1", stack.Metadata.Uid)).ToString().ShouldBe(stack.Status.Id);
    }

    [Fact]
    public async Task Items_53_54_82_The_status_follows_runs_edges_and_names_of_workspaces()
    {
        await using var world = await OperatorWorld.StartAsync();
        var stack = await world.CreateReadyEnvironmentsAsync("a", "myapp");
        var dev = Guid.Parse(stack.Status.Environments![0].WorkspaceId!);
        foreach (var run in (string[])["queued", "in_progress", "pending_approval", "completed"])
        {
            await world.ExecuteAsync(
                "insert into workspace_latest_runs (workspace_id, run_id, status, created_at) values ($1, $1, $2, now()) on conflict (workspace_id) do update set status = excluded.status", dev, run);
            await world.UntilEnvironmentsAsync("a", s => s.Status.Latest == $"dev={run} staging=- prod=-");
        }

        await world.ExecuteAsync("update workspace_dependencies set auto_promote = false where upstream_id = $1", dev);
        await world.UntilEnvironmentsAsync("a", static s => s.Status.Environments![0].AutoPromote == false);
        await world.ExecuteAsync("delete from workspace_dependencies where upstream_id = $1", dev);
        await world.UntilEnvironmentsAsync("a", static s => s.Status.Environments![0].AutoPromote == true);
        await world.ExecuteAsync("update workspaces set name = 'other' where id = $1", dev);
        var after = await world.UntilEnvironmentsAsync("a", static s => s.Status.Environments![0].WorkspaceName == "other");
        after.Status.Environments![0].StateKey.ShouldBe("myapp/dev");
        Condition(after, EnvironmentStackConditions.Ready)!.Status.ShouldBe("True");
    }

    [Fact]
    public async Task Items_58_60_Editing_name_and_project_renames_the_record_and_moves_the_workspaces()
    {
        await using var world = await OperatorWorld.StartAsync();
        var before = await world.CreateReadyEnvironmentsAsync("a", "myapp");
        await world.PatchEnvironmentsAsync("a", """{"name":"renamed","project":"shop"}""");
        var after = await world.UntilEnvironmentsReadyAsync("a");
        (after.Status.Id, after.Status.Project).ShouldBe((before.Status.Id, "shop"));
        after.Status.Environments!.Select(static e => e.WorkspaceName).ShouldBe(["myapp-dev", "myapp-staging", "myapp-prod"]);
        (await world.ReadAsync<long>("select count(*) from workspaces w join projects p on p.id = w.project_id where p.name = 'shop'")).ShouldBe(3);
        (await world.ReadAsync<long>("select count(*) from projects where name = 'web'")).ShouldBe(0);
    }

    [Fact]
    public async Task Item_119_A_cyclic_object_never_makes_a_workspace_and_says_why()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateEnvironmentsAsync("a", "myapp", "dev>staging staging>prod prod>dev");
        var stack = await world.UntilEnvironmentsAsync("a", "False", EnvironmentStackConditions.ReasonPromotionCycle);
        Condition(stack, EnvironmentStackConditions.Accepted)!.Message.ShouldContain("dev -> staging -> prod -> dev");
        Condition(stack, EnvironmentStackConditions.Materialized)!.Reason.ShouldBe(EnvironmentStackConditions.ReasonNotAccepted);
        Condition(stack, EnvironmentStackConditions.Stalled)!.Status.ShouldBe("True");
        stack.Status.Id.ShouldBeNull();
        (await world.CountsAsync()).ShouldBe("0 0 0 0");
        await world.DeleteEnvironmentsAsync("a");
        await world.UntilEnvironmentsGoneAsync("a");
    }

    [Fact]
    public async Task All_violations_are_named_at_once_and_never_the_value_of_a_url()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateEnvironmentsAsync("a", "myapp", "dev>nowhere,dev dev", static spec =>
        {
            spec.SourceRepoUrl = "https://user:s3cret@example.org/x";
            spec.SourceBranch = "main";
            spec.SourceRoot = "../up";
        });
        var stack = await world.UntilEnvironmentsAsync("a", "False", EnvironmentStackConditions.ReasonInvalidSpec);
        var message = Condition(stack, EnvironmentStackConditions.Ready)!.Message;
        foreach (var field in (string[])["spec.sourceRepoUrl", "spec.sourceRoot", "spec.environments[0].promoteTo[0]", "spec.environments[0].promoteTo[1]", "spec.environments[1].name"])
        {
            message.ShouldContain(field);
        }

        System.Text.Json.JsonSerializer.Serialize(stack.Status).ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task What_the_spec_refers_to_must_exist()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateEnvironmentsAsync("a", "myapp", change: static spec => spec.StateBackendConfigId = Guid.NewGuid().ToString());
        var stack = await world.UntilEnvironmentsAsync("a", "False", EnvironmentStackConditions.ReasonUnknownReference);
        Condition(stack, EnvironmentStackConditions.Accepted)!.Message.ShouldStartWith("spec.stateBackendConfigId");
        (await world.CountsAsync()).ShouldBe("0 0 0 0");
    }

    [Theory]
    [InlineData("""{"environments":[{"name":"dev"}]}""", "spec.environments")]
    [InlineData("""{"environments":[{"name":"staging","promoteTo":["prod"]},{"name":"dev","promoteTo":["staging"]},{"name":"prod"}]}""", "spec.environments")]
    [InlineData("""{"sourceRoot":"/elsewhere","name":"renamed"}""", "spec.sourceRoot")]
    [InlineData("""{"executionTarget":"agent"}""", "spec.executionTarget")]
    public async Task Immutable_fields_that_were_changed_past_all_guards_keep_the_old_rows_and_are_told(string patch, string field)
    {
        await using var world = await OperatorWorld.StartAsync();
        var before = await world.CreateReadyEnvironmentsAsync("a", "myapp");
        if (await world.IsRefusedAsync(() => world.PatchEnvironmentsAsync("a", patch)))
        {
            return;
        }

        var refused = await world.UntilEnvironmentsAsync("a", "False", EnvironmentStackConditions.ReasonImmutableField);
        Condition(refused, EnvironmentStackConditions.Accepted)!.Message.ShouldStartWith(field);
        Condition(refused, EnvironmentStackConditions.Materialized)!.Status.ShouldBe("True");
        Condition(refused, EnvironmentStackConditions.Stalled)!.Status.ShouldBe("True");
        refused.Status.Id.ShouldBe(before.Status.Id);
        refused.Status.Environments!.Select(static e => e.WorkspaceName).ShouldBe(["myapp-dev", "myapp-staging", "myapp-prod"]);
        (await world.ReadAsync<string>("select name from environment_stacks")).ShouldBe("myapp");
        await world.PatchEnvironmentsAsync(
            "a", """{"name":"myapp","sourceRoot":null,"executionTarget":null,"environments":[{"name":"dev","promoteTo":["staging"]},{"name":"staging","promoteTo":["prod"]},{"name":"prod"}]}""");
        await world.UntilEnvironmentsReadyAsync("a");
    }

    [Fact]
    public async Task Item_68_Deleting_the_object_unlinks_and_keeps_workspaces_and_edges()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateReadyEnvironmentsAsync("a", "myapp");
        await world.DeleteEnvironmentsAsync("a");
        await world.UntilEnvironmentsGoneAsync("a");
        (await world.CountsAsync()).ShouldBe("0 0 3 2");
    }

    [Theory]
    [InlineData("Foreground")]
    [InlineData("Background")]
    [InlineData("Orphan")]
    public async Task Item_78_Every_way_of_deleting_gives_the_same(string propagation)
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateReadyEnvironmentsAsync("a", "myapp");
        await world.DeleteEnvironmentsAsync("a", propagation);
        // The API server adds a finalizer for the garbage collector, which does not run here: the operator must not wait for it.
        await Testing.Eventually.UntilAsync(
            ct => world.Client.GetAsync<EnvironmentStackResource>("a", world.Team, ct),
            static stack => stack?.Metadata.Finalizers?.Contains(ApiGroup.EnvironmentStackFinalizer) != true,
            TimeSpan.FromSeconds(60),
            ct: OperatorWorld.Ct);
        (await world.CountsAsync()).ShouldBe("0 0 3 2");
        if (propagation != "Background")
        {
            await world.Client.PatchAsync<EnvironmentStackResource>(new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), "a", world.Team, null, OperatorWorld.Ct);
        }

        await world.UntilEnvironmentsGoneAsync("a");
    }

    [Fact]
    public async Task Item_122_A_namespace_that_is_deleted_does_not_hang()
    {
        await using var world = await OperatorWorld.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await world.CreateReadyEnvironmentsAsync($"s{i}", $"s{i}");
        }

        await world.CreateEnvironmentsAsync("refused", "s0");
        await world.UntilEnvironmentsAsync("refused", "False", EnvironmentStackConditions.ReasonIdentityTaken);
        await world.Client.DeleteAsync<V1Namespace>(world.Team, null, null, OperatorWorld.Ct);
        // The namespace controller does not run here; it deletes what is inside, in no order.
        foreach (var name in (string[])["s3", "refused", "s0", "s1", "s4", "s2"])
        {
            await world.DeleteEnvironmentsAsync(name);
        }

        foreach (var name in (string[])["s0", "s1", "s2", "s3", "s4", "refused"])
        {
            await world.UntilEnvironmentsGoneAsync(name);
        }

        (await world.CountsAsync()).ShouldBe("0 0 15 10");
    }

    [Fact]
    public async Task A_suspended_object_is_left_alone_but_can_be_deleted()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateReadyEnvironmentsAsync("a", "myapp");
        await world.PatchEnvironmentsAsync("a", """{"suspend":true,"name":"renamed"}""");
        var suspended = await world.UntilEnvironmentsAsync("a", "False", EnvironmentStackConditions.ReasonSuspended);
        Condition(suspended, EnvironmentStackConditions.Materialized)!.Status.ShouldBe("True");
        (await world.ReadAsync<string>("select name from environment_stacks")).ShouldBe("myapp");
        await world.DeleteEnvironmentsAsync("a");
        await world.UntilEnvironmentsGoneAsync("a");
        (await world.CountsAsync()).ShouldBe("0 0 3 2");
    }
}
