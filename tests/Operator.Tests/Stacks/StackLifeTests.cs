using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Tests.Running;

namespace StackOperator.Operator.Tests.Stacks;

/// <summary>One operator, one stack, everything that can happen to it.</summary>
public sealed class StackLifeTests
{
    [Fact]
    public async Task A_new_stack_becomes_a_row_and_is_ready_for_its_generation()
    {
        await using var world = await OperatorWorld.StartAsync();
        var stack = await world.CreateReadyAsync("a", "acme/web/dev", spec => spec.Tags = new Dictionary<string, string> { ["team"] = "blue" });
        stack.Status.ObservedGeneration.ShouldBe(stack.Metadata.Generation);
        stack.Status.Version.ShouldBe(0);
        stack.Metadata.Finalizers.ShouldBe([ApiGroup.StackFinalizer]);
        stack.Status.Conditions.ShouldNotBeNull().ShouldHaveSingleItem();
        (await world.ReadAsync<string>("select owner_uid || ' ' || owner_namespace || ' ' || owner_name || ' ' || tags::text from stacks where id = $1", Guid.Parse(stack.Status.Id!)))
            .ShouldBe($"{stack.Metadata.Uid} {world.Team} a {{\"team\": \"blue\"}}");
        (await world.ReadAsync<string>("select namespace from organizations where name = 'acme'")).ShouldBe(world.Team);
    }

    [Fact]
    public async Task A_change_of_tags_keeps_the_transition_time()
    {
        await using var world = await OperatorWorld.StartAsync();
        var before = await world.CreateReadyAsync("a", "acme/web/dev");
        await world.PatchAsync("a", """{"tags":{"k":"v"}}""");
        var after = await world.UntilReadyAsync("a");
        after.Metadata.Generation.ShouldBe(before.Metadata.Generation + 1);
        OperatorWorld.Condition(after, StackConditions.Ready)!.LastTransitionTime.ShouldBe(OperatorWorld.Condition(before, StackConditions.Ready)!.LastTransitionTime);
        (await world.ReadAsync<string>("select tags::text from stacks")).ShouldBe("{\"k\": \"v\"}");
    }

    [Fact]
    public async Task Editing_project_and_name_renames_the_row_and_keeps_its_id()
    {
        await using var world = await OperatorWorld.StartAsync();
        var before = await world.CreateReadyAsync("a", "acme/web/dev");
        await world.PatchAsync("a", """{"project":"shop","name":"prod"}""");
        var after = await world.UntilReadyAsync("a");
        after.Status.Id.ShouldBe(before.Status.Id);
        (await world.ReadAsync<string>("select from_project || ' ' || from_name || ' ' || to_project || ' ' || to_name from stack_renames")).ShouldBe("web dev shop prod");
    }

    [Fact]
    public async Task The_status_follows_the_database()
    {
        await using var world = await OperatorWorld.StartAsync();
        var stack = await world.CreateReadyAsync("a", "acme/web/dev");
        var update = Guid.NewGuid();
        await world.StartUpdateAsync(stack.Status.Id!, update);
        await world.UntilAsync("a", s => s.Status.ActiveUpdate == update.ToString() && s.Status.Version == 2);
        await world.ExecuteAsync(
            """
            update stack_states set active_update = null, version = 3, resource_count = 12, last_update_kind = 'update', last_update_status = 'succeeded',
                   last_update_start = '2026-01-02T03:04:05.678Z', last_update_end = '2026-01-02T03:05:05Z', last_update_version = 3, changed_at = clock_timestamp()
            """);
        var after = await world.UntilAsync("a", static s => s.Status.Version == 3);
        after.Status.ActiveUpdate.ShouldBeNull();
        after.Status.ResourceCount.ShouldBe(12);
        after.Status.LastUpdate!.Status.ShouldBe("succeeded");
        after.Status.LastUpdate.StartTime.ShouldBe(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        OperatorWorld.Condition(after, StackConditions.Ready)!.Status.ShouldBe("True");
    }

    [Fact]
    public async Task Deleting_the_object_deletes_the_row()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateReadyAsync("a", "acme/web/dev");
        await world.DeleteAsync("a");
        await world.UntilGoneAsync("a");
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(0);
        (await world.ReadAsync<long>("select count(*) from projects")).ShouldBe(0);
    }

    [Fact]
    public async Task Deletion_waits_while_an_update_runs_and_completes_by_itself()
    {
        await using var world = await OperatorWorld.StartAsync();
        var stack = await world.CreateReadyAsync("a", "acme/web/dev");
        var update = Guid.NewGuid();
        await world.StartUpdateAsync(stack.Status.Id!, update);
        await world.DeleteAsync("a");
        var waiting = await world.UntilAsync("a", static s => OperatorWorld.Condition(s, StackConditions.Reconciling) is { Reason: StackConditions.ReasonUpdateRunning });
        OperatorWorld.Condition(waiting, StackConditions.Ready)!.Message.ShouldContain(update.ToString());
        OperatorWorld.Condition(waiting, StackConditions.Ready)!.Message.ShouldContain("2026-01-02T03:04:05Z");
        OperatorWorld.Condition(waiting, StackConditions.Stalled).ShouldBeNull();
        (await world.ReadAsync<bool>("select deletion_requested from stacks")).ShouldBeTrue();
        await world.EndUpdateAsync(stack.Status.Id!);
        await world.UntilGoneAsync("a");
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(0);
    }

    [Fact]
    public async Task A_rename_waits_while_an_update_runs_and_completes_by_itself()
    {
        await using var world = await OperatorWorld.StartAsync();
        var stack = await world.CreateReadyAsync("a", "acme/web/dev");
        await world.StartUpdateAsync(stack.Status.Id!, Guid.NewGuid());
        await world.PatchAsync("a", """{"name":"prod"}""");
        var waiting = await world.UntilAsync("a", "False", StackConditions.ReasonUpdateRunning);
        OperatorWorld.Condition(waiting, StackConditions.Reconciling)!.Status.ShouldBe("True");
        await world.EndUpdateAsync(stack.Status.Id!);
        var after = await world.UntilReadyAsync("a");
        OperatorWorld.Condition(after, StackConditions.Reconciling).ShouldBeNull();
        (await world.ReadAsync<string>("select name from stacks")).ShouldBe("prod");
    }

    [Fact]
    public async Task Retained_rows_outlive_the_object_and_the_next_one_adopts_them()
    {
        await using var world = await OperatorWorld.StartAsync();
        var first = await world.CreateReadyAsync("a", "acme/web/dev", static spec => spec.DeletionPolicy = DeletionPolicies.Retain);
        await world.DeleteAsync("a");
        await world.UntilGoneAsync("a");
        (await world.ReadAsync<string>("select id::text from stacks where owner_uid is null")).ShouldBe(first.Status.Id);
        var second = await world.CreateReadyAsync("b", "acme/web/dev");
        second.Status.Id.ShouldBe(first.Status.Id);
    }

    [Fact]
    public async Task A_suspended_object_is_left_alone_but_can_be_deleted()
    {
        await using var world = await OperatorWorld.StartAsync();
        var stack = await world.CreateReadyAsync("a", "acme/web/dev");
        await world.PatchAsync("a", """{"suspend":true,"name":"prod"}""");
        var suspended = await world.UntilAsync("a", "False", StackConditions.ReasonSuspended);
        suspended.Status.Id.ShouldBe(stack.Status.Id);
        (await world.ReadAsync<string>("select name from stacks")).ShouldBe("dev");
        await world.PatchAsync("a", """{"suspend":false}""");
        await world.UntilReadyAsync("a");
        (await world.ReadAsync<string>("select name from stacks")).ShouldBe("prod");
        await world.PatchAsync("a", """{"suspend":true}""");
        await world.DeleteAsync("a");
        await world.UntilGoneAsync("a");
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(0);
    }

    [Fact]
    public async Task A_server_without_validation_rules_lets_bad_fields_pass_and_the_operator_names_them()
    {
        await using var world = await OperatorWorld.StartAsync();
        if (await world.IsRefusedAsync(() => world.CreateAsync("a", "acme/web/..")))
        {
            return;
        }

        var stack = await world.UntilAsync("a", "False", StackConditions.ReasonInvalidSpec);
        OperatorWorld.Condition(stack, StackConditions.Ready)!.Message.ShouldStartWith("spec.name");
        OperatorWorld.Condition(stack, StackConditions.Stalled)!.Status.ShouldBe("True");
        await world.PatchAsync("a", """{"name":"dev"}""");
        OperatorWorld.Condition(await world.UntilReadyAsync("a"), StackConditions.Stalled).ShouldBeNull();
    }

    [Fact]
    public async Task A_changed_organization_keeps_the_old_row_and_is_told()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.AnnotateAsync(world.Team, "acme,other");
        var stack = await world.CreateReadyAsync("a", "acme/web/dev");
        if (await world.IsRefusedAsync(() => world.PatchAsync("a", """{"organization":"other"}""")))
        {
            return;
        }

        var refused = await world.UntilAsync("a", "False", StackConditions.ReasonImmutableField);
        refused.Status.Id.ShouldBe(stack.Status.Id);
        (await world.ReadAsync<string>("select organization from stacks")).ShouldBe("acme");
        await world.PatchAsync("a", """{"organization":"acme"}""");
        await world.UntilReadyAsync("a");
    }
}
