using k8s.Models;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Tests.Running;

namespace StackOperator.Operator.Tests.Stacks;

/// <summary>Who may have an identity, and what happens when it becomes free.</summary>
public sealed class StackClaimTests
{
    [Fact]
    public async Task The_second_object_is_told_who_has_the_identity_and_heals_when_that_goes()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateReadyAsync("a", "acme/web/dev");
        await world.CreateAsync("b", "acme/web/dev");
        var refused = await world.UntilAsync("b", "False", StackConditions.ReasonIdentityTaken);
        OperatorWorld.Condition(refused, StackConditions.Ready)!.Message.ShouldContain($"{world.Team}/a");
        OperatorWorld.Condition(refused, StackConditions.Stalled)!.Status.ShouldBe("True");
        refused.Status.Id.ShouldBeNull();
        await world.DeleteAsync("a");
        var healed = await world.UntilReadyAsync("b", within: TimeSpan.FromSeconds(15));
        OperatorWorld.Condition(healed, StackConditions.Stalled).ShouldBeNull();
    }

    [Fact]
    public async Task The_second_object_heals_when_the_holder_is_renamed()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateReadyAsync("a", "acme/web/dev");
        await world.CreateAsync("b", "acme/web/dev");
        await world.UntilAsync("b", "False", StackConditions.ReasonIdentityTaken);
        await world.PatchAsync("a", """{"name":"prod"}""");
        await world.UntilReadyAsync("b", within: TimeSpan.FromSeconds(15));
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(2);
    }

    [Fact]
    public async Task A_refused_object_can_be_deleted_and_leaves_the_holder_alone()
    {
        await using var world = await OperatorWorld.StartAsync();
        var holder = await world.CreateReadyAsync("a", "acme/web/dev");
        await world.CreateAsync("b", "acme/web/dev");
        await world.UntilAsync("b", "False", StackConditions.ReasonIdentityTaken);
        await world.DeleteAsync("b");
        await world.UntilGoneAsync("b");
        (await world.ReadAsync<string>("select id::text from stacks")).ShouldBe(holder.Status.Id);
    }

    [Fact]
    public async Task A_namespace_may_claim_what_its_annotation_lists_and_heals_when_it_changes()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateAsync("a", "other/web/dev");
        var refused = await world.UntilAsync("a", "False", StackConditions.ReasonOrganizationNotAllowed);
        OperatorWorld.Condition(refused, StackConditions.Ready)!.Message.ShouldContain(ApiGroup.OrganizationsAnnotation);
        await world.AnnotateAsync(world.Team, "acme, other");
        await world.UntilReadyAsync("a", within: TimeSpan.FromSeconds(15));
        await world.AnnotateAsync(world.Team, null);
        await world.UntilAsync("a", "False", StackConditions.ReasonOrganizationNotAllowed);
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(1);
    }

    [Fact]
    public async Task The_home_namespace_may_claim_any_organization()
    {
        await using var world = await OperatorWorld.StartAsync();
        await world.CreateReadyAsync("a", "whatever/web/dev", ns: world.Home);
        (await world.ReadAsync<string>("select namespace from organizations where name = 'whatever'")).ShouldBe(world.Home);
    }

    [Fact]
    public async Task A_row_whose_owner_was_removed_behind_the_operators_back_is_adopted()
    {
        await using var world = await OperatorWorld.StartAsync();
        var first = await world.CreateReadyAsync("a", "acme/web/dev");
        await world.Client.PatchAsync<StackResource>(new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), "a", world.Team, null, OperatorWorld.Ct);
        await world.DeleteAsync("a");
        // The operator puts its finalizer back when it is fast; either way the identity must be usable and no row doubled.
        await world.CreateAsync("b", "acme/web/dev");
        var second = await world.UntilReadyAsync("b");
        (await world.ReadAsync<string>("select owner_uid from stacks")).ShouldBe(second.Metadata.Uid);
        second.Status.Id.ShouldNotBeNull();
        first.Status.Id.ShouldNotBeNull();
    }

    [Fact]
    public async Task Objects_removed_while_no_operator_ran_are_adopted_with_their_history_by_the_same_yaml()
    {
        await using var world = await OperatorWorld.CreateAsync();
        var running = await world.StartOperatorAsync();
        var first = await world.CreateReadyAsync("a", "acme/web/dev");
        await world.StartUpdateAsync(first.Status.Id!, Guid.NewGuid());
        await world.EndUpdateAsync(first.Status.Id!);
        await world.StopAsync(running);
        await world.Client.PatchAsync<StackResource>(new V1Patch("""{"metadata":{"finalizers":null}}""", V1Patch.PatchType.MergePatch), "a", world.Team, null, OperatorWorld.Ct);
        await world.DeleteAsync("a");
        await world.CreateAsync("a", "acme/web/dev");
        await world.StartOperatorAsync();
        var second = await world.UntilReadyAsync("a");
        second.Metadata.Uid.ShouldNotBe(first.Metadata.Uid);
        second.Status.Id.ShouldBe(first.Status.Id);
        second.Status.Version.ShouldBe(3);
    }
}
