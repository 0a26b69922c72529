using k8s.Models;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Tests.Running;
using static StackOperator.Operator.Tests.EnvironmentStacks.EnvironmentObjects;

namespace StackOperator.Operator.Tests.EnvironmentStacks;

/// <summary>Who may have a name, and what happens when it becomes free.</summary>
public sealed class EnvironmentStackClaimTests
{
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Item_121_The_second_object_of_an_identity_is_told_who_has_it_and_heals_when_that_goes()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateReadyEnvironmentsAsync("a", "myapp", "dev");
        await world.CreateEnvironmentsAsync("b", "myapp", "prod");
        var refused = await world.UntilEnvironmentsAsync("b", "False", EnvironmentStackConditions.ReasonIdentityTaken);
        Condition(refused, EnvironmentStackConditions.Ready)!.Message.ShouldContain($"{world.Team}/a");
        Condition(refused, EnvironmentStackConditions.Stalled)!.Status.ShouldBe("True");
        (Condition(refused, EnvironmentStackConditions.Accepted)!.Status, Condition(refused, EnvironmentStackConditions.Materialized)!.Status).ShouldBe(("True", "False"));
        refused.Status.Id.ShouldBeNull();
        await world.DeleteEnvironmentsAsync("a");
        Condition(await world.UntilEnvironmentsReadyAsync("b", within: _soon), EnvironmentStackConditions.Stalled).ShouldBeNull();
    }

    [Fact]
    public async Task Item_121_A_stack_whose_workspace_name_is_taken_names_the_holder_and_heals_when_that_is_renamed()
    {
        await using var world = await OperatorWorld.StartAsync();
        var holder = await world.CreateReadyEnvironmentsAsync("a", "a-b", "c");
        await world.CreateEnvironmentsAsync("b", "a", "b-c other");
        var refused = await world.UntilEnvironmentsAsync("b", "False", EnvironmentStackConditions.ReasonWorkspaceNameTaken);
        Condition(refused, EnvironmentStackConditions.Materialized)!.Message.ShouldContain(holder.Status.Environments![0].WorkspaceId!);
        Condition(refused, EnvironmentStackConditions.Materialized)!.Message.ShouldContain(holder.Status.Id!);
        (await world.CountsAsync()).ShouldBe("1 1 0 0");
        await world.ExecuteAsync("update workspaces set name = 'else' where name = 'a-b-c'");
        await world.UntilEnvironmentsReadyAsync("b", within: _soon);
        await world.UntilEnvironmentsAsync("a", static s => s.Status.Environments![0].WorkspaceName == "else");
    }

    [Fact]
    public async Task Items_74_75_76_An_object_applied_again_waits_for_the_names_and_keys_of_its_former_workspaces()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateReadyEnvironmentsAsync("a", "myapp", "dev prod");
        await world.DeleteEnvironmentsAsync("a");
        await world.UntilEnvironmentsGoneAsync("a");
        await world.CreateEnvironmentsAsync("a", "myapp", "dev prod");
        await world.UntilEnvironmentsAsync("a", "False", EnvironmentStackConditions.ReasonWorkspaceNameTaken);
        await world.ExecuteAsync("update workspaces set name = 'old-' || name");
        await world.UntilEnvironmentsAsync("a", "False", EnvironmentStackConditions.ReasonStateKeyTaken, within: _soon);
        await world.ExecuteAsync("delete from workspaces");
        await world.UntilEnvironmentsReadyAsync("a", within: _soon);
        (await world.CountsAsync()).ShouldBe("1 2 0 0");
    }

    [Fact]
    public async Task A_stack_applied_before_what_it_refers_to_heals_when_that_is_made_and_usable()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateReadyEnvironmentsAsync("a", "first", "dev");
        var (credential, foreign) = (Guid.NewGuid(), "(select id from projects where name = 'foreign')");
        await world.ExecuteAsync("insert into projects (organization, name, kept) values ('acme', 'foreign', true)");
        await world.CreateEnvironmentsAsync("b", "second", "dev", spec => spec.CredentialConfigId = credential.ToString());
        await world.UntilEnvironmentsAsync("b", "False", EnvironmentStackConditions.ReasonUnknownReference);

        await world.ExecuteAsync($"insert into credential_configs (id, organization, name, type, project_id) values ('{credential}', 'acme', 'aws', 'aws_oidc', {foreign})");
        await world.UntilEnvironmentsAsync("b", "False", EnvironmentStackConditions.ReasonScopeMismatch, within: _soon);

        await world.ExecuteAsync($"update credential_configs set project_id = null where id = '{credential}'");
        await world.UntilEnvironmentsReadyAsync("b", within: _soon);
    }

    [Fact]
    public async Task A_rename_to_a_taken_name_keeps_the_old_one_and_heals()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateReadyEnvironmentsAsync("a", "one", "dev");
        var second = await world.CreateReadyEnvironmentsAsync("b", "two", "dev");
        await world.PatchEnvironmentsAsync("b", """{"name":"one"}""");
        var refused = await world.UntilEnvironmentsAsync("b", "False", EnvironmentStackConditions.ReasonIdentityTaken);
        refused.Status.Id.ShouldBe(second.Status.Id);
        await world.PatchEnvironmentsAsync("a", """{"name":"three"}""");
        (await world.UntilEnvironmentsReadyAsync("b", within: _soon)).Status.Id.ShouldBe(second.Status.Id);
    }

    [Fact]
    public async Task A_namespace_may_claim_what_its_annotation_lists_and_heals_when_it_changes()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateEnvironmentsAsync("a", "myapp", "dev", static spec => spec.Organization = "other");
        var refused = await world.UntilEnvironmentsAsync("a", "False", EnvironmentStackConditions.ReasonOrganizationNotAllowed);
        Condition(refused, EnvironmentStackConditions.Accepted)!.Message.ShouldContain(ApiGroup.OrganizationsAnnotation);
        await world.AnnotateAsync(world.Team, "acme, other");
        await world.UntilEnvironmentsReadyAsync("a", within: _soon);
    }

    [Fact]
    public async Task The_same_yaml_finds_the_rows_of_an_object_that_vanished()
    {
        await using var world = await OperatorWorld.CreateAsync();
        var running = await world.StartOperatorAsync();
        var first = await world.CreateReadyEnvironmentsAsync("a", "myapp");
        await world.StopAsync(running);
        await world.Client.PatchAsync<EnvironmentStackResource>(new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), "a", world.Team, null, OperatorWorld.Ct);
        await world.DeleteEnvironmentsAsync("a");
        await world.CreateEnvironmentsAsync("a", "myapp");
        await world.StartOperatorAsync();
        var second = await world.UntilEnvironmentsReadyAsync("a");
        second.Metadata.Uid.ShouldNotBe(first.Metadata.Uid);
        second.Status.Id.ShouldBe(first.Status.Id);
        second.Status.Environments!.Select(static e => e.WorkspaceId).ShouldBe(first.Status.Environments!.Select(static e => e.WorkspaceId));
        (await world.CountsAsync()).ShouldBe("1 3 0 2");
    }
}
