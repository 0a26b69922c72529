using StackOperator.Core.EnvironmentStacks;
using StackOperator.Core.Stacks;

namespace StackOperator.Core.Tests.EnvironmentStacks;

public sealed class EnvironmentStackPoliciesTests
{
    private static readonly StackOwner _me = new("uid-1", "team", "mine");
    private static readonly StackOwner _other = new("uid-2", "team", "theirs");
    private static readonly EnvironmentStackTemplate _template = new() { Environments = [new("dev", ["a"], ["prod"]), new("prod", [], [])], SourceRoot = "/r" };
    private static readonly EnvironmentStackClaim _claim = new(new("acme", "myapp"), new(null, "web"), _template, _me, 1);
    private static readonly EnvironmentStackRow _row = new()
    {
        Id = Guid.Empty,
        Identity = _claim.Identity,
        ProjectId = Guid.Parse("11111111-2222-3333-4444-555555555555"),
        ProjectName = "web",
        Template = _template,
        Owner = _me,
        OwnerGeneration = 1,
    };

    [Fact]
    public void Rows_that_match_are_kept() => EnvironmentStackPolicies.Plan(_claim, _row, null).ShouldBeOfType<EnvironmentStackPlan.Keep>();

    [Fact]
    public void A_project_may_be_named_by_id_or_by_name()
    {
        _row.Matches(_claim with { Project = new(_row.ProjectId, null) }).ShouldBeTrue();
        _row.Matches(_claim with { Project = default }).ShouldBeFalse();
        (_row with { ProjectName = "default" }).Matches(_claim with { Project = default }).ShouldBeTrue();
    }

    [Fact]
    public void New_names_projects_and_generations_are_written()
    {
        foreach (var claim in (EnvironmentStackClaim[])[_claim with { Identity = new("acme", "new") }, _claim with { Project = new(null, "shop") }, _claim with { Generation = 2 }])
        {
            EnvironmentStackPolicies.Plan(claim, _row, null).ShouldBeOfType<EnvironmentStackPlan.Write>();
        }
    }

    [Fact]
    public void Before_somebody_is_refused_the_recorded_owner_is_looked_up()
    {
        EnvironmentStackPolicies.Plan(_claim, null, _row with { Owner = _other }).ShouldBe(new EnvironmentStackPlan.AskForOwner(_other));
        EnvironmentStackPolicies.Plan(_claim, null, _row with { Owner = null }).ShouldBeOfType<EnvironmentStackPlan.Write>();
    }

    [Fact]
    public void Every_field_of_the_template_never_changes()
    {
        (string Field, EnvironmentStackTemplate Template)[] changes =
        [
            ("spec.environments", _template with { Environments = [.. _template.Environments.Reverse()] }),
            ("spec.environments", _template with { Environments = [_template.Environments[0] with { VarFiles = [] }, _template.Environments[1]] }),
            ("spec.sourceRepoUrl", _template with { SourceRepoUrl = "https://example.org/x" }),
            ("spec.sourceBranch", _template with { SourceBranch = "main" }),
            ("spec.sourceRoot", _template with { SourceRoot = "/" }),
            ("spec.vcsIntegrationId", _template with { VcsIntegrationId = Guid.Empty }),
            ("spec.credentialConfigId", _template with { CredentialConfigId = Guid.Empty }),
            ("spec.stateBackendConfigId", _template with { StateBackendConfigId = Guid.Empty }),
            ("spec.executionTarget", _template with { ExecutionTarget = ExecutionTarget.Agent }),
        ];
        foreach (var (field, template) in changes)
        {
            var refused = EnvironmentStackPolicies.Plan(_claim with { Template = template, Generation = 2 }, _row, null).ShouldBeOfType<EnvironmentStackPlan.Refuse>();
            refused.Refusal.Kind.ShouldBe(EnvironmentStackRefusalKind.ImmutableField);
            refused.Refusal.Message.ShouldStartWith(field + " ");
            refused.Row.ShouldBe(_row);
        }
    }

    [Fact]
    public void A_rename_to_a_taken_name_is_refused_and_names_the_holder()
        => EnvironmentStackPolicies.Plan(_claim with { Identity = new("acme", "taken") }, _row, _row with { Identity = new("acme", "taken"), Owner = _other })
            .ShouldBeOfType<EnvironmentStackPlan.Refuse>().Refusal.Message.ShouldContain("team/theirs");

    [Fact]
    public void Handles_of_identities_that_look_alike_differ()
    {
        EnvironmentStackHandle.For(new("acme", "a-b")).ShouldStartWith("acme-a-b-");
        EnvironmentStackHandle.For(new("acme-a", "b")).ShouldNotBe(EnvironmentStackHandle.For(new("acme", "a-b")));
    }
}
