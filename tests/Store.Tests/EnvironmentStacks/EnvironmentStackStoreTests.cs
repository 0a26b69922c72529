using StackOperator.Core.EnvironmentStacks;
using StackOperator.Core.Stacks;
using StackOperator.Store.EnvironmentStacks;
using StackOperator.Store.Leadership;
using StackOperator.Store.Stacks;
using static StackOperator.Store.Tests.EnvironmentStacks.EnvironmentWorld;

namespace StackOperator.Store.Tests.EnvironmentStacks;

/// <summary>The life of a stack's rows: made, renamed, moved, adopted, unlinked.</summary>
public sealed class EnvironmentStackStoreTests
{
    private static readonly string[] _chain = ["dev>staging", "staging>prod", "prod"];

    [Fact]
    public async Task Items_03_04_05_07_One_claim_becomes_workspaces_keys_orders_and_edges()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var row = await world.CreateAsync(Claim("a", "myapp", _chain));
        (await world.DumpAsync()).Split('\n').ShouldBe(
        [
            "edge myapp-dev -> myapp-staging after auto",
            "edge myapp-staging -> myapp-prod after auto",
            "stack myapp in web",
            "workspace myapp-dev key myapp/dev of myapp dev0",
            "workspace myapp-prod key myapp/prod of myapp prod2",
            "workspace myapp-staging key myapp/staging of myapp staging1",
        ]);
        row.ProjectName.ShouldBe("web");
        var found = (await world.Store.FindAsync("a", row.Identity, Ct)).Own.ShouldNotBeNull();
        found.Environments.ShouldBe(row.Environments);
        (found with { Environments = row.Environments }).ShouldBe(row);
    }

    [Fact]
    public async Task Items_06_12_13_Shared_settings_are_on_every_workspace_and_var_files_only_on_their_own()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var backend = await world.BackendAsync("b", "bucket");
        var credential = await world.ReadAsync<Guid>("insert into credential_configs (organization, name, type) values ('acme', 'c', 'generic_env') returning id");
        var vcs = await world.ReadAsync<Guid>("insert into vcs_integrations (organization, name, provider) values ('acme', 'v', 'github') returning id");
        var claim = Claim("a", "myapp", "dev", "prod");
        await world.CreateAsync(claim with
        {
            Template = claim.Template with
            {
                SourceRepoUrl = "https://example.org/x",
                SourceBranch = "main",
                SourceRoot = "/r",
                ExecutionTarget = ExecutionTarget.Agent,
                VcsIntegrationId = vcs,
                CredentialConfigId = credential,
                StateBackendConfigId = backend,
                Environments = [new("dev", ["b.tfvars", "a.tfvars", "b.tfvars"], []), new("prod", ["p \"q\",{}.tfvars"], [])],
            },
        });
        (await world.ReadAsync<long>(
            """
            select count(*) from workspaces
            where source_repo_url = 'https://example.org/x' and source_branch = 'main' and source_root = '/r' and execution_target = 'agent'
              and vcs_integration_id = $1 and credential_config_ids = array[$2::uuid] and state_backend_config_id = $3
            """,
            vcs,
            credential,
            backend)).ShouldBe(2);
        (await world.ReadAsync<string[]>("select var_files from workspaces where name = 'myapp-dev'")).ShouldBe(["b.tfvars", "a.tfvars", "b.tfvars"]);
        (await world.ReadAsync<string[]>("select var_files from workspaces where name = 'myapp-prod'")).ShouldBe(["p \"q\",{}.tfvars"]);
        (await world.ReadAsync<string>("select state_address from workspaces where name = 'myapp-dev'")).ShouldBe("s3::bucket:myapp/dev");
    }

    [Fact]
    public async Task Items_08_09_11_A_minimal_stack_has_defaults_and_no_runs()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var row = await world.CreateAsync(Claim("a", "x", "dev") with { Project = default });
        row.Environments.ShouldHaveSingleItem().ShouldBe(new EnvironmentRow("dev", 0, row.Environments[0].WorkspaceId, "x-dev", "x/dev", true, null));
        row.ProjectName.ShouldBe("default");
        (await world.ReadAsync<string>("select source_root || ' ' || execution_target || ' ' || coalesce(source_repo_url, '-') from workspaces")).ShouldBe("/ managed -");
        (await world.ReadAsync<long>("select count(*) from workspace_dependencies")).ShouldBe(0);
    }

    [Fact]
    public async Task Items_14_15_16_17_Graphs_of_all_shapes_are_kept()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        await world.CreateAsync(Claim("a", "x", "dev>us,eu", "us>prod", "eu>prod", "prod", "other>lone", "lone>early", "early"));
        (await world.DumpAsync()).Split('\n').Where(static line => line.StartsWith("edge", StringComparison.Ordinal)).Count().ShouldBe(6);
    }

    [Fact]
    public async Task Materializing_again_changes_nothing()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var row = await world.CreateAsync(Claim("a", "myapp", _chain));
        var before = await world.DumpAsync();
        var again = (await world.MaterializeAsync(Claim("a", "myapp", _chain))).ShouldBeOfType<EnvironmentStackOutcome.Done>();
        (again.Change, again.Row.Id).ShouldBe((MaterializeChange.Unchanged, row.Id));
        (await world.DumpAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Item_58_A_rename_touches_only_the_record()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var row = await world.CreateAsync(Claim("a", "myapp", _chain));
        var before = (await world.DumpAsync()).Split('\n');
        var renamed = (await world.MaterializeAsync(Claim("a", "other", _chain) with { Generation = 2 })).ShouldBeOfType<EnvironmentStackOutcome.Done>();
        (renamed.Change, renamed.Former, renamed.Row.Id).ShouldBe((MaterializeChange.Renamed, row.Identity, row.Id));
        (await world.DumpAsync()).Split('\n').ShouldBe(before.Select(static line => line.Replace("stack myapp", "stack other").Replace("of myapp", "of other")), ignoreOrder: true);
    }

    [Fact]
    public async Task Item_59_A_rename_to_a_taken_name_is_refused_and_to_its_own_name_changes_nothing()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        await world.CreateAsync(Claim("a", "one", "dev"));
        await world.CreateAsync(Claim("b", "two", "dev"));
        (await world.MaterializeAsync(Claim("b", "one", "dev") with { Generation = 2 })).ShouldBe(new EnvironmentStackOutcome.OwnedByOther(new StackOwner("a", "ns-a", "name-a")));
        (await world.MaterializeAsync(Claim("b", "two", "dev") with { Generation = 2 })).ShouldBeOfType<EnvironmentStackOutcome.Done>().Former.ShouldBeNull();
    }

    [Fact]
    public async Task Item_60_A_move_takes_the_linked_workspaces_along_and_no_others()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        await world.CreateAsync(Claim("a", "myapp", _chain));
        await world.StandaloneAsync("alone", "alone");
        await world.MaterializeAsync(Claim("a", "myapp", _chain) with { Project = new(null, "shop"), Generation = 2 });
        (await world.ReadAsync<string>("select string_agg(w.name || ' ' || p.name, ', ' order by w.name) from workspaces w join projects p on p.id = w.project_id"))
            .ShouldBe("alone web, myapp-dev shop, myapp-prod shop, myapp-staging shop");
        (await world.ReadAsync<string>("select p.name from environment_stacks e join projects p on p.id = e.project_id")).ShouldBe("shop");
    }

    [Fact]
    public async Task Item_61_A_move_away_from_what_a_workspace_uses_moves_nothing()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var web = await world.EnsureProjectAsync("web");
        await world.CreateAsync(Claim("a", "myapp", _chain));
        await world.ExecuteAsync(
            """
            with c as (insert into credential_configs (organization, project_id, name, type) values ('acme', $1, 'c', 'generic_env') returning id)
            update workspaces set credential_config_ids = array[(select id from c)] where name = 'myapp-prod'
            """,
            web);
        var refused = (await world.MaterializeAsync(Claim("a", "renamed", _chain) with { Project = new(null, "shop"), Generation = 2 })).ShouldBeOfType<EnvironmentStackOutcome.Refused>();
        refused.Faults.ShouldHaveSingleItem().Code.ShouldBe(ViolationCodes.ScopeConflict);
        refused.Faults[0].Message.ShouldContain("myapp-prod");
        (await world.ReadAsync<string>("select e.name || ' ' || p.name from environment_stacks e join projects p on p.id = e.project_id")).ShouldBe("myapp web");
        (await world.ReadAsync<long>("select count(*) from projects where name = 'shop'")).ShouldBe(0);
    }

    [Fact]
    public async Task Item_62_An_unknown_project_id_is_refused()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var faults = await world.RefusedAsync(Claim("a", "myapp", "dev") with { Project = new(Guid.NewGuid(), null) });
        (faults[0].Field, faults[0].Code).ShouldBe(("project_id", ViolationCodes.UnknownReference));
    }

    [Fact]
    public async Task Item_63_What_never_changes_keeps_its_old_value_also_when_sent_with_a_new_name()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        await world.CreateAsync(Claim("a", "myapp", _chain));
        var before = await world.DumpAsync();
        foreach (var claim in (EnvironmentStackClaim[])[Claim("a", "new", "dev>staging", "staging", "prod"), Claim("a", "new", "staging>prod", "dev>staging", "prod"), Claim("a", "new", "dev"), Claim("a", "other/myapp", _chain)])
        {
            (await world.MaterializeAsync(claim with { Generation = 2 })).ShouldBeOfType<EnvironmentStackOutcome.Immutable>().Refusal.Kind.ShouldBe(EnvironmentStackRefusalKind.ImmutableField);
        }

        (await world.DumpAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Items_69_70_73_Unlinking_leaves_workspaces_and_edges_as_they_are()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        await world.CreateAsync(Claim("a", "myapp", _chain));
        var before = await world.ReadAsync<string>("select string_agg(to_jsonb(w)::text, E'\n' order by name) from (select name, state_key, var_files, revision, project_id, environment_name, environment_order from workspaces) w");
        (await world.UnlinkAsync("a")).ShouldNotBeNull().Environments.Count.ShouldBe(3);
        (await world.ReadAsync<string>("select string_agg(to_jsonb(w)::text, E'\n' order by name) from (select name, state_key, var_files, revision, project_id, environment_name, environment_order from workspaces) w")).ShouldBe(before);
        (await world.DumpAsync()).Split('\n').ShouldBe(
        [
            "edge myapp-dev -> myapp-staging after auto",
            "edge myapp-staging -> myapp-prod after auto",
            "workspace myapp-dev key myapp/dev of - dev0",
            "workspace myapp-prod key myapp/prod of - prod2",
            "workspace myapp-staging key myapp/staging of - staging1",
        ]);
        (await world.UnlinkAsync("a")).ShouldBeNull();
    }

    [Fact]
    public async Task A_stack_whose_owner_is_gone_is_adopted_with_its_id()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var row = await world.CreateAsync(Claim("a", "myapp", _chain));
        (await world.MaterializeAsync(Claim("b", "myapp", _chain))).ShouldBeOfType<EnvironmentStackOutcome.OwnedByOther>().Owner!.Uid.ShouldBe("a");
        var adopted = (await world.MaterializeAsync(Claim("b", "myapp", _chain), replacedOwner: "a")).ShouldBeOfType<EnvironmentStackOutcome.Done>();
        (adopted.Change, adopted.Row.Id, adopted.Row.Owner!.Uid).ShouldBe((MaterializeChange.Adopted, row.Id, "b"));
        (await world.ReadAsync<long>("select count(*) from workspaces")).ShouldBe(3);
    }

    [Fact]
    public async Task An_adopter_that_asks_for_other_environments_gets_the_stack_and_is_told_that_it_keeps_the_old_ones()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var row = await world.CreateAsync(Claim("a", "myapp", _chain));
        var outcome = (await world.MaterializeAsync(Claim("b", "myapp", "dev"), replacedOwner: "a")).ShouldBeOfType<EnvironmentStackOutcome.Immutable>();
        (outcome.Row.Id, outcome.Row.Environments.Count).ShouldBe((row.Id, 3));
        (await world.ReadAsync<string>("select owner_uid from environment_stacks")).ShouldBe("b");
    }

    [Fact]
    public async Task Item_54_Auto_promote_is_true_without_edges_and_follows_every_edge_inside_the_stack()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var row = await world.CreateAsync(Claim("a", "myapp", _chain));
        await world.ExecuteAsync("update workspace_dependencies set auto_promote = false where upstream_id = $1", row.Environments[0].WorkspaceId);
        var outside = await world.StandaloneAsync("alone", "alone");
        await world.ExecuteAsync("insert into workspace_dependencies (organization, downstream_id, upstream_id) values ('acme', $1, $2)", outside, row.Environments[1].WorkspaceId);
        (await world.Store.FindAsync("a", row.Identity, Ct)).Own!.Environments.Select(static e => e.AutoPromote).ShouldBe([false, true, true]);
    }

    [Fact]
    public async Task A_former_leader_writes_nothing()
    {
        await using var world = await EnvironmentWorld.CreateAsync();
        var former = world.Token;
        await world.Fence.RaiseAsync(Ct);
        await Should.ThrowAsync<FencingTokenRejectedException>(() => world.Store.MaterializeAsync(former, Claim("a", "x", "dev"), null, Ct));
        await Should.ThrowAsync<FencingTokenRejectedException>(() => world.Store.UnlinkAsync(former, "a", Ct));
        (await world.DumpAsync()).ShouldBe("");
    }
}
