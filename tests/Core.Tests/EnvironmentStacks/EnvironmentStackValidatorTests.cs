using StackOperator.Core.EnvironmentStacks;
using static StackOperator.Core.Tests.EnvironmentStacks.Drafts;

namespace StackOperator.Core.Tests.EnvironmentStacks;

public sealed class EnvironmentStackValidatorTests
{
    [Fact]
    public void Items_09_10_11_12_A_minimal_draft_gets_its_defaults()
    {
        var template = Right(Of("dev"));
        (template.SourceRoot, template.ExecutionTarget, template.SourceRepoUrl, template.CredentialConfigId).ShouldBe(("/", ExecutionTarget.Managed, null, null));
        template.Environments.ShouldHaveSingleItem().ShouldBe(new EnvironmentTemplate("dev", [], []));
        Right(new() { Name = "myapp", Environments = [new("dev", [], [])] }).ShouldBe(template);
    }

    [Theory]
    [InlineData("0", ExecutionTarget.Managed)]
    [InlineData("managed", ExecutionTarget.Managed)]
    [InlineData("1", ExecutionTarget.Agent)]
    [InlineData("agent", ExecutionTarget.Agent)]
    public void Item_12_Targets_are_numbers_or_words(string text, ExecutionTarget target)
        => Right(Of("dev") with { ExecutionTarget = text }).ExecutionTarget.ShouldBe(target);

    [Theory]
    [InlineData("dev>us,eu", "us>prod", "eu>prod", "prod")]
    [InlineData("a>b", "b", "c>d", "d")]
    [InlineData("a", "b", "c>a")]
    [InlineData("a", "b")]
    public void Items_14_15_16_17_Graphs_without_cycles_are_right(params string[] environments) => Right(Of(environments)).Environments.Count.ShouldBe(environments.Length);

    [Fact]
    public void Item_18_A_target_named_twice_is_one_promotion() => Right(Of("dev>prod,prod", "prod")).Environments[0].PromoteTo.ShouldBe(["prod"]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Item_21_A_stack_needs_a_name(string? name) => Faults(Of("dev") with { Name = name }).ShouldBe(["name required"]);

    [Fact]
    public void Items_22_23_A_stack_needs_environments_but_not_too_many()
    {
        Faults(Of("dev") with { Environments = null }).ShouldBe(["environments required"]);
        Faults(Of()).ShouldBe(["environments environments_empty"]);
        Right(Of([.. Enumerable.Range(0, 100).Select(static i => $"e{i}")]));
        Faults(Of([.. Enumerable.Range(0, 101).Select(static i => $"e{i}")])).ShouldBe(["environments too_many_environments"]);
    }

    [Fact]
    public void Item_24_An_environment_without_a_name_is_told_by_its_index()
        => Faults(Of("dev") with { Environments = [new("dev"), new(null), null, new("")] })
            .ShouldBe(["environments[1].name required", "environments[2].name required", "environments[3].name required"]);

    [Fact]
    public void Item_25_Two_environments_of_one_name_are_refused() => Faults(Of("dev", "prod", "dev")).ShouldBe(["environments[2].name duplicate_environment"]);

    [Theory]
    [InlineData("Dev")]
    [InlineData("a_b")]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData(" a")]
    public void Item_26_Names_are_lower_case_letters_digits_and_inner_hyphens(string name)
    {
        Faults(Of("dev") with { Name = name }).ShouldBe(["name invalid_name"]);
        Faults(Of(name)).ShouldBe(["environments[0].name invalid_name"]);
    }

    [Fact]
    public void Item_27_The_name_of_a_workspace_has_at_most_63_characters_when_it_is_made()
    {
        var draft = Of(new string('e', 57));
        Right(draft);
        var longer = draft with { Name = "myapp2" };
        Faults(longer).ShouldBe(["environments[0].name workspace_name_too_long"]);
        Faults(longer, isNew: false).ShouldBeEmpty();
    }

    [Fact]
    public void Items_28_29_Promotions_go_to_other_environments_of_the_stack()
        => Faults(Of("dev>nowhere,dev", "prod")).ShouldBe(["environments[0].promote_to[0] unknown_promote_to", "environments[0].promote_to[1] self_promotion"]);

    [Theory]
    [InlineData("a -> b -> a", "a>b", "b>a")]
    [InlineData("a -> b -> c -> a", "a>b", "b>c", "c>a")]
    [InlineData("x -> y -> x", "a>b", "b>c", "c", "x>y", "y>x")]
    [InlineData("b -> c -> b", "a>b", "b>c", "c>b,d", "d")]
    public void Item_30_A_cycle_is_a_conflict_and_named_by_its_path(string path, params string[] environments)
    {
        var violation = EnvironmentStackValidator.Validate(Of(environments)).Violations.ShouldHaveSingleItem();
        (violation.Code, violation.Value, violation.IsConflict).ShouldBe((ViolationCodes.PromotionCycle, path, true));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("true")]
    [InlineData("1.5")]
    [InlineData("x")]
    [InlineData("Managed")]
    [InlineData("")]
    public void Item_32_Other_targets_are_refused(string target) => Faults(Of("dev") with { ExecutionTarget = target }).ShouldBe(["execution_target invalid_execution_target"]);

    [Fact]
    public void Item_33_Url_and_branch_come_together()
    {
        Faults(Of("dev") with { SourceRepoUrl = "https://example.org/x" }).ShouldBe(["source_branch source_incomplete"]);
        Faults(Of("dev") with { SourceBranch = "main" }).ShouldBe(["source_repo_url source_incomplete"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../up")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData(null)]
    public void Item_34_Variable_files_stay_below_the_source_root(string? file)
        => Faults(Of("dev") with { Environments = [new("dev", ["right.tfvars", file])] }).ShouldBe(["environments[0].var_files[1] invalid_var_file"]);

    [Fact]
    public void Variable_files_are_kept_in_order_and_bounded()
    {
        Right(Of("dev") with { Environments = [new("dev", ["b", "a", "b", "..a/b..", new string('x', 1024)])] }).Environments[0].VarFiles.Take(3).ShouldBe(["b", "a", "b"]);
        Faults(Of("dev") with { Environments = [new("dev", [new string('x', 1025)])] }).ShouldBe(["environments[0].var_files[0] invalid_var_file"]);
        Faults(Of("dev") with { Environments = [new("dev", [.. Enumerable.Repeat("a", 101)])] }).ShouldBe(["environments[0].var_files too_many_var_files"]);
    }

    [Theory]
    [InlineData("environments", "/environments")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("", "/")]
    public void Item_11_A_source_root_gets_its_leading_slash(string root, string normalised) => Right(Of("dev") with { SourceRoot = root }).SourceRoot.ShouldBe(normalised);

    [Theory]
    [InlineData("..")]
    [InlineData("/a/../../b")]
    [InlineData("a\\b")]
    public void Source_roots_stay_inside_the_repository(string root) => Faults(Of("dev") with { SourceRoot = root }).ShouldBe(["source_root invalid_source_root"]);

    [Theory]
    [InlineData("-upload-pack=x")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData("")]
    public void Branches_are_branch_names(string branch)
        => Faults(Of("dev") with { SourceRepoUrl = "https://example.org/x", SourceBranch = branch }).ShouldBe(["source_branch invalid_source_branch"]);

    [Fact]
    public void References_are_uuids()
        => Faults(Of("dev") with { ProjectId = "x", VcsIntegrationId = "y", CredentialConfigId = "{11111111-2222-3333-4444-555555555555}", StateBackendConfigId = "" })
            .ShouldBe(["project_id invalid_uuid", "vcs_integration_id invalid_uuid", "credential_config_id invalid_uuid", "state_backend_config_id invalid_uuid"]);

    [Fact]
    public void Item_39_Everything_that_is_wrong_is_told_at_once()
        => Faults(new EnvironmentStackDraft
        {
            Name = "My App",
            SourceBranch = "main",
            ExecutionTarget = "7",
            SourceRoot = "..",
            Environments = [new("dev", ["/x"], ["nowhere"]), new("dev")],
        }).ShouldBe(
        [
            "name invalid_name",
            "source_repo_url source_incomplete",
            "source_root invalid_source_root",
            "execution_target invalid_execution_target",
            "environments[0].var_files[0] invalid_var_file",
            "environments[0].promote_to[0] unknown_promote_to",
            "environments[1].name duplicate_environment",
        ]);

    [Fact]
    public void Hostile_drafts_give_answers_of_bounded_size()
    {
        var draft = Of("dev") with { Environments = [.. Enumerable.Range(0, 100).Select(static i => new EnvironmentDraft(new string('X', 10_000), [.. Enumerable.Repeat("/" + new string('y', 5000), 100)]))] };
        var violations = EnvironmentStackValidator.Validate(draft).Violations;
        violations.Count.ShouldBeLessThanOrEqualTo(200);
        violations.Sum(static v => v.Message.Length + (v.Value?.Length ?? 0)).ShouldBeLessThan(100_000);
        Violation.Shown("a\nb\u0000c").ShouldBe("a?b?c");
    }

    [Fact]
    public void Fields_have_a_name_in_the_words_of_the_resource()
        => new Violation("environments[3].promote_to[0]", "x", "m").ResourceField.ShouldBe("spec.environments[3].promoteTo[0]");
}
