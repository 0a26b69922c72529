using StackOperator.Core.Stacks;
using StackOperator.Store.Leadership;
using StackOperator.Store.Stacks;

namespace StackOperator.Store.Tests.Stacks;

public sealed class StackRowStoreTests
{
    [Fact]
    public async Task A_new_identity_becomes_a_row_with_its_project_and_organization()
    {
        await using var world = await StackWorld.CreateAsync();
        var row = await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev", 3, ("team", "blue")));
        var found = (await world.Rows.FindAsync("a", row.Identity, StackWorld.Ct)).Own.ShouldNotBeNull();
        found.Id.ShouldBe(row.Id);
        found.Tags.ShouldBe(new Dictionary<string, string> { ["team"] = "blue" });
        found.Owner.ShouldBe(new StackOwner("a", "ns-a", "name-a"));
        found.OwnerGeneration.ShouldBe(3);
        found.Progress.ShouldBe(StackProgress.None);
        (await world.ReadAsync<string>("select namespace from organizations where name = 'acme'")).ShouldBe("ns-a");
        (await world.ReadAsync<long>("select count(*) from projects")).ShouldBe(1);
    }

    [Fact]
    public async Task The_first_claim_decides_the_namespace_of_an_organization()
    {
        await using var world = await StackWorld.CreateAsync();
        await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev"));
        await world.CreateAsync(StackWorld.Claim("b", "acme/api/dev"));
        (await world.ReadAsync<string>("select namespace from organizations where name = 'acme'")).ShouldBe("ns-a");
    }

    [Fact]
    public async Task The_same_claim_again_changes_nothing()
    {
        await using var world = await StackWorld.CreateAsync();
        var claim = StackWorld.Claim("a", "acme/web/dev", 1, ("k", "v"));
        await world.CreateAsync(claim);
        var before = await world.ReadAsync<string>("select xmin::text from stacks");
        (await world.MaterializeAsync(claim)).ShouldBeOfType<MaterializeOutcome.Done>().Change.ShouldBe(MaterializeChange.Unchanged);
        (await world.ReadAsync<string>("select xmin::text from stacks")).ShouldBe(before);
    }

    [Fact]
    public async Task Tags_and_generation_follow_the_object()
    {
        await using var world = await StackWorld.CreateAsync();
        await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev", 1, ("k", "v")));
        var claim = StackWorld.Claim("a", "acme/web/dev", 2, ("k", "ü \"quoted\" \\ 漢"), ("other", ""));
        (await world.MaterializeAsync(claim)).ShouldBeOfType<MaterializeOutcome.Done>().Change.ShouldBe(MaterializeChange.Updated);
        var row = (await world.Rows.FindAsync("a", claim.Identity, StackWorld.Ct)).Own.ShouldNotBeNull();
        row.Matches(claim).ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_object_is_told_who_has_the_identity()
    {
        await using var world = await StackWorld.CreateAsync();
        await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev"));
        var outcome = await world.MaterializeAsync(StackWorld.Claim("b", "acme/web/dev"));
        outcome.ShouldBe(new MaterializeOutcome.OwnedByOther(new StackOwner("a", "ns-a", "name-a")));
    }

    [Fact]
    public async Task A_row_whose_owner_is_gone_is_adopted_with_its_id()
    {
        await using var world = await StackWorld.CreateAsync();
        var row = await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev", 5));
        (await world.MaterializeAsync(StackWorld.Claim("b", "acme/web/dev"), replacedOwner: "somebody-else")).ShouldBeOfType<MaterializeOutcome.OwnedByOther>();
        var done = (await world.MaterializeAsync(StackWorld.Claim("b", "acme/web/dev"), replacedOwner: "a")).ShouldBeOfType<MaterializeOutcome.Done>();
        done.Change.ShouldBe(MaterializeChange.Adopted);
        done.Row.Id.ShouldBe(row.Id);
        (await world.Rows.FindAsync("b", row.Identity, StackWorld.Ct)).Own.ShouldNotBeNull().OwnerGeneration.ShouldBe(1);
    }

    [Fact]
    public async Task A_retained_row_keeps_its_state_and_is_adopted_by_the_next_object()
    {
        await using var world = await StackWorld.CreateAsync();
        var row = await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev"));
        await world.StartUpdateAsync(row.Id, version: 7);
        (await world.Rows.RetainAsync(world.Token, "a", StackWorld.Ct)).ShouldNotBeNull().Id.ShouldBe(row.Id);
        (await world.Rows.RetainAsync(world.Token, "a", StackWorld.Ct)).ShouldBeNull();
        var done = (await world.MaterializeAsync(StackWorld.Claim("b", "acme/web/dev"))).ShouldBeOfType<MaterializeOutcome.Done>();
        done.Change.ShouldBe(MaterializeChange.Adopted);
        done.Row.Id.ShouldBe(row.Id);
        done.Row.Progress.Version.ShouldBe(7);
    }

    [Fact]
    public async Task An_object_with_a_row_of_its_own_cannot_take_a_retained_one()
    {
        await using var world = await StackWorld.CreateAsync();
        await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev"));
        await world.Rows.RetainAsync(world.Token, "a", StackWorld.Ct);
        await world.CreateAsync(StackWorld.Claim("b", "acme/web/prod"));
        (await world.MaterializeAsync(StackWorld.Claim("b", "acme/web/dev"), replacedOwner: "a")).ShouldBe(new MaterializeOutcome.OwnedByOther(null));
    }

    [Fact]
    public async Task A_rename_keeps_the_row_and_writes_it_down_and_removes_the_empty_project()
    {
        await using var world = await StackWorld.CreateAsync();
        var row = await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev"));
        await world.StartUpdateAsync(row.Id, version: 4);
        await world.EndUpdateAsync(row.Id);
        var done = (await world.MaterializeAsync(StackWorld.Claim("a", "acme/shop/prod", 2, ("k", "v")))).ShouldBeOfType<MaterializeOutcome.Done>();
        done.Change.ShouldBe(MaterializeChange.Renamed);
        done.Former.ShouldBe(new StackIdentity("acme", "web", "dev"));
        var found = (await world.Rows.FindAsync("a", new("acme", "shop", "prod"), StackWorld.Ct)).Own.ShouldNotBeNull();
        found.Id.ShouldBe(row.Id);
        found.OwnerGeneration.ShouldBe(2);
        found.Tags["k"].ShouldBe("v");
        (await world.ReadAsync<string>("select concat_ws(' ', from_project, from_name, to_project, to_name, version) from stack_renames")).ShouldBe("web dev shop prod 4");
        (await world.ReadAsync<string>("select string_agg(name, ' ') from projects")).ShouldBe("shop");
    }

    [Fact]
    public async Task A_rename_waits_for_a_running_update()
    {
        await using var world = await StackWorld.CreateAsync();
        var row = await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev"));
        var update = await world.StartUpdateAsync(row.Id);
        (await world.MaterializeAsync(StackWorld.Claim("a", "acme/web/prod", 2))).ShouldBeOfType<MaterializeOutcome.UpdateRunning>().Update.Id.ShouldBe(update);
        await world.EndUpdateAsync(row.Id);
        (await world.MaterializeAsync(StackWorld.Claim("a", "acme/web/prod", 2))).ShouldBeOfType<MaterializeOutcome.Done>().Change.ShouldBe(MaterializeChange.Renamed);
    }

    [Fact]
    public async Task The_organization_never_changes()
    {
        await using var world = await StackWorld.CreateAsync();
        var row = await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev"));
        (await world.MaterializeAsync(StackWorld.Claim("a", "other/web/dev", 2))).ShouldBeOfType<MaterializeOutcome.ImmutableOrganization>().Row.Identity.ShouldBe(row.Identity);
        (await world.ReadAsync<string>("select organization from stacks")).ShouldBe("acme");
    }

    [Fact]
    public async Task Deleting_takes_everything_of_the_stack_and_the_project_with_its_last_stack()
    {
        await using var world = await StackWorld.CreateAsync();
        var row = await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev"));
        await world.CreateAsync(StackWorld.Claim("b", "acme/web/prod"));
        await world.StartUpdateAsync(row.Id);
        await world.EndUpdateAsync(row.Id);
        (await world.DeleteAsync("a")).IsGone.ShouldBeTrue();
        (await world.ReadAsync<long>("select count(*) from stack_states")).ShouldBe(0);
        (await world.ReadAsync<long>("select count(*) from projects")).ShouldBe(1);
        (await world.DeleteAsync("b")).Row.ShouldNotBeNull();
        (await world.ReadAsync<long>("select count(*) from projects")).ShouldBe(0);
        (await world.DeleteAsync("b")).ShouldBe(new DeleteOutcome(null, null));
    }

    [Fact]
    public async Task Deleting_waits_for_a_running_update_and_keeps_others_from_starting()
    {
        await using var world = await StackWorld.CreateAsync();
        var row = await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev"));
        var update = await world.StartUpdateAsync(row.Id);
        (await world.DeleteAsync("a")).Running.ShouldNotBeNull().Id.ShouldBe(update);
        (await world.ReadAsync<bool>("select deletion_requested from stacks")).ShouldBeTrue();
        await world.EndUpdateAsync(row.Id);
        (await world.DeleteAsync("a")).IsGone.ShouldBeTrue();
        (await world.ReadAsync<long>("select count(*) from stacks")).ShouldBe(0);
    }

    [Fact]
    public async Task Progress_is_read_with_the_row()
    {
        await using var world = await StackWorld.CreateAsync();
        var row = await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev"));
        await world.ExecuteAsync(
            """
            insert into stack_states (stack_id, version, resource_count, last_update_kind, last_update_status, last_update_start, last_update_end, last_update_version)
            values ($1, 3, 42, 'destroy', 'failed', '2026-01-02T03:04:05Z', '2026-01-02T03:05:05Z', 3)
            """,
            row.Id);
        var progress = (await world.Rows.FindAsync("a", row.Identity, StackWorld.Ct)).Own.ShouldNotBeNull().Progress;
        progress.ShouldBe(new StackProgress(3, 42, null, new LatestUpdate("destroy", "failed", new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), new(2026, 1, 2, 3, 5, 5, DateTimeKind.Utc), 3)));
    }

    [Fact]
    public async Task A_former_leader_writes_nothing()
    {
        await using var world = await StackWorld.CreateAsync();
        await world.CreateAsync(StackWorld.Claim("a", "acme/web/dev"));
        var former = world.Token;
        world.Token = await world.Fence.RaiseAsync(StackWorld.Ct);
        await Should.ThrowAsync<FencingTokenRejectedException>(() => world.Rows.MaterializeAsync(former, StackWorld.Claim("b", "acme/web/prod"), cancellationToken: StackWorld.Ct));
        await Should.ThrowAsync<FencingTokenRejectedException>(() => world.Rows.MaterializeAsync(former, StackWorld.Claim("b", "acme/web/prod"), expectNew: true, cancellationToken: StackWorld.Ct));
        await Should.ThrowAsync<FencingTokenRejectedException>(() => world.Rows.DeleteAsync(former, "a", StackWorld.Ct));
        await Should.ThrowAsync<FencingTokenRejectedException>(() => world.Rows.RetainAsync(former, "a", StackWorld.Ct));
        (await world.ReadAsync<string>("select string_agg(owner_uid, ' ') from stacks")).ShouldBe("a");
    }
}
