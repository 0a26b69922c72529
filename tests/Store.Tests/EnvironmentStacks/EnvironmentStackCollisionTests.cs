using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.EnvironmentStacks;
using static StackOperator.Store.Tests.EnvironmentStacks.EnvironmentWorld;

namespace StackOperator.Store.Tests.EnvironmentStacks;

/// <summary>Names and places of states that are taken: nothing is left of a refused stack, and the holder is named.</summary>
public sealed class EnvironmentStackCollisionTests
{
    [Fact]
    public async Task Items_40_41_A_stack_name_is_taken_in_its_organization_whatever_the_project()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        await world.CreateAsync(Claim("a", "myapp", "dev"));
        (await world.MaterializeAsync(Claim("b", "myapp", "prod") with { Project = new(null, "other") })).ShouldBeOfType<EnvironmentStackOutcome.OwnedByOther>();
        await world.CreateAsync(Claim("c", "elsewhere/myapp", "dev"));
        (await world.ReadAsync<long>("select count(*) from projects where name = 'other'")).ShouldBe(0);
    }

    [Theory]
    [InlineData("a-b", "c", "a", "b-c")]
    [InlineData("a", "b-c", "a-b", "c")]
    public async Task Item_42_Names_that_are_equal_when_joined_collide(string stack1, string environment1, string stack2, string environment2)
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var row = await world.CreateAsync(Claim("a", stack1, environment1));
        var fault = (await world.RefusedAsync(Claim("b", stack2, environment2))).ShouldHaveSingleItem();
        (fault.Code, fault.Value, fault.WorkspaceId, fault.StackId, fault.Field).ShouldBe((ViolationCodes.WorkspaceNameTaken, "a-b-c", row.Environments[0].WorkspaceId, row.Id, "environments[0].name"));
    }

    [Fact]
    public async Task Item_43_Stacks_whose_names_do_not_overlap_live_side_by_side()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        await world.CreateAsync(Claim("a", "a-b", "c"));
        await world.CreateAsync(Claim("b", "a", "d"));
    }

    [Fact]
    public async Task Items_44_45_One_name_that_is_taken_keeps_the_whole_stack_out()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var holder = await world.StandaloneAsync("myapp-staging", "elsewhere");
        var before = await world.DumpAsync();
        var fault = (await world.RefusedAsync(Claim("a", "myapp", "dev>staging", "staging>prod", "prod") with { Project = new(null, "fresh") })).ShouldHaveSingleItem();
        (fault.WorkspaceId, fault.StackId, fault.Field).ShouldBe((holder, null, "environments[1].name"));
        (await world.DumpAsync()).ShouldBe(before);
        (await world.ReadAsync<long>("select count(*) from projects where name = 'fresh'")).ShouldBe(0);
    }

    [Fact]
    public async Task Items_46_47_A_state_key_is_taken_on_its_own_backend_only()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var holder = await world.StandaloneAsync("alone", "myapp/dev");
        var fault = (await world.RefusedAsync(Claim("a", "myapp", "dev"))).ShouldHaveSingleItem();
        (fault.Code, fault.Value, fault.WorkspaceId).ShouldBe((ViolationCodes.StateKeyTaken, "myapp/dev", holder));
        var claim = Claim("a", "myapp", "dev");
        await world.CreateAsync(claim with { Template = claim.Template with { StateBackendConfigId = await world.BackendAsync("b", "bucket") } });
    }

    [Fact]
    public async Task Item_46_Two_configurations_of_one_bucket_are_one_backend_and_prefix_and_key_are_read_together()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var (plain, deep, other) = (await world.BackendAsync("plain", "bucket"), await world.BackendAsync("deep", "bucket", "/myapp/"), await world.BackendAsync("other", "bucket2"));
        var claim = Claim("a", "myapp", "dev");
        await world.CreateAsync(claim with { Template = claim.Template with { StateBackendConfigId = plain } });
        await world.StandaloneAsync("alone", "dev");
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => world.ExecuteAsync("update workspaces set state_backend_config_id = $1 where name = 'alone'", deep))).ConstraintName.ShouldBe("workspaces_state");
        await world.ExecuteAsync("update workspaces set state_backend_config_id = $1 where name = 'alone'", other);
        // A configuration that is edited takes the states along, or is refused.
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => world.ExecuteAsync("update state_backend_configs set bucket = 'bucket', key_prefix = 'myapp' where name = 'other'"))).ConstraintName.ShouldBe("workspaces_state");
    }

    [Fact]
    public async Task Items_35_36_References_that_do_not_exist_or_belong_to_another_project_are_named_all_at_once()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var foreign = await world.BackendAsync("b", "bucket", project: await world.EnsureProjectAsync("foreign"));
        await world.ExecuteAsync("insert into organizations (name, namespace) values ('elsewhere', 'x')");
        var theirs = await world.ReadAsync<Guid>("insert into vcs_integrations (organization, name, provider) values ('elsewhere', 'v', 'github') returning id");
        var claim = Claim("a", "myapp", "dev");
        var faults = await world.RefusedAsync(claim with { Template = claim.Template with { VcsIntegrationId = theirs, CredentialConfigId = Guid.NewGuid(), StateBackendConfigId = foreign } });
        faults.Select(static f => $"{f.Field} {f.Code}").ShouldBe(["vcs_integration_id unknown_reference", "credential_config_id unknown_reference", "state_backend_config_id scope_mismatch"]);
    }

    [Fact]
    public async Task Items_66_74_75_76_Names_and_keys_stay_with_the_workspaces_until_those_are_renamed_or_deleted()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var claim = Claim("a", "myapp", "dev>prod", "prod");
        await world.CreateAsync(claim);
        await world.UnlinkAsync("a");
        (await world.RefusedAsync(claim)).Select(static f => $"{f.Code} {f.Value}").ShouldBe(
            ["workspace_name_taken myapp-dev", "workspace_name_taken myapp-prod", "state_key_taken myapp/dev", "state_key_taken myapp/prod"]);
        await world.ExecuteAsync("update workspaces set name = 'old-' || name");
        (await world.RefusedAsync(claim)).Select(static f => f.Code).ShouldAllBe(static code => code == ViolationCodes.StateKeyTaken);
        await world.ExecuteAsync("update workspaces set state_key = 'old/' || state_key");
        await world.CreateAsync(claim);
        await world.UnlinkAsync("a");
        await world.ExecuteAsync("delete from workspaces where stack_id is null");
        await world.CreateAsync(claim);
        (await world.MaterializeAsync(Claim("a", "renamed", "dev>prod", "prod") with { Generation = 2 })).ShouldBeOfType<EnvironmentStackOutcome.Done>();
        await world.RefusedAsync(Claim("b", "myapp", "prod"));
        await world.CreateAsync(Claim("b", "myapp", "qa"));
    }

    [Fact]
    public async Task Item_83_The_key_of_a_sibling_is_refused_by_the_constraint()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        await world.CreateAsync(Claim("a", "myapp", "dev", "prod"));
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => world.ExecuteAsync("update workspaces set state_key = 'myapp/dev' where name = 'myapp-prod'"))).ConstraintName.ShouldBe("workspaces_state");
    }

    [Fact]
    public async Task Credentials_in_use_cannot_be_deleted_and_unknown_ones_not_be_used()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        await world.StandaloneAsync("alone", "alone");
        var credential = await world.ReadAsync<Guid>("insert into credential_configs (organization, name, type) values ('acme', 'c', 'generic_env') returning id");
        await world.ExecuteAsync("update workspaces set credential_config_ids = array[$1]", credential);
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => world.ExecuteAsync("delete from credential_configs"))).ConstraintName.ShouldBe("workspaces_credential_configs");
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => world.ExecuteAsync("update workspaces set credential_config_ids = array[$1]", Guid.NewGuid()))).ConstraintName.ShouldBe("workspaces_credential_configs");
        await world.ExecuteAsync("update workspaces set credential_config_ids = '{}'");
        await world.ExecuteAsync("delete from credential_configs");
    }
}
