using StackOperator.Core.Stacks;

namespace StackOperator.Core.Tests.Stacks;

public sealed class StackPoliciesTests
{
    private const string Annotation = "example/organizations";
    private static readonly StackIdentity _identity = new("acme", "web", "dev");
    private static readonly StackOwner _me = new("uid-1", "team", "mine");
    private static readonly StackOwner _other = new("uid-2", "team", "theirs");
    private static readonly RunningUpdate _update = new(Guid.Parse("11111111-2222-3333-4444-555555555555"), "destroy", new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));

    [Theory]
    [InlineData("home", null, true)]
    [InlineData("home", "other", true)]
    [InlineData("team", "acme", true)]
    [InlineData("team", "other, acme ,third", true)]
    [InlineData("team", null, false)]
    [InlineData("team", "", false)]
    [InlineData("team", "*", false)]
    [InlineData("team", "Acme", false)]
    [InlineData("team", "acme2,xacme", false)]
    public void Only_the_home_namespace_and_listed_ones_may_claim_an_organization(string ns, string? annotation, bool allowed)
    {
        var refusal = StackPolicies.CheckOrganization("acme", ns, "home", Annotation, annotation);
        (refusal is null).ShouldBe(allowed);
        if (refusal is not null)
        {
            refusal.Kind.ShouldBe(StackRefusalKind.OrganizationNotAllowed);
            refusal.Message.ShouldContain("'team'");
            refusal.Message.ShouldContain("'acme'");
            refusal.Message.ShouldContain(Annotation);
        }
    }

    [Theory]
    [InlineData("ab", "web", "dev", "spec.organization")]
    [InlineData("acme", "..", "dev", "spec.project")]
    [InlineData("acme", "web", ".", "spec.name")]
    [InlineData("acme", "web", "dev\n", "spec.name")]
    public void Each_field_that_breaks_a_rule_is_named(string organization, string project, string name, string field)
        => StackPolicies.CheckSpec(new(organization, project, name), new Dictionary<string, string>())
            .ShouldNotBeNull().Message.ShouldStartWith(field);

    [Fact]
    public void Faults_of_many_tags_give_a_message_of_bounded_length()
    {
        var tags = Enumerable.Range(0, 500).ToDictionary(i => $"bad tag {i} {new string('x', 1000)}", _ => "v");
        StackPolicies.CheckSpec(_identity, tags).ShouldNotBeNull().Message.Length.ShouldBeLessThan(2000);
    }

    [Fact]
    public void A_row_that_matches_is_kept() => Plan(own: Row()).ShouldBeOfType<StackPlan.Keep>();

    [Fact]
    public void An_identity_that_nobody_has_is_written() => Plan().ShouldBeOfType<StackPlan.Write>();

    [Fact]
    public void Other_tags_or_another_generation_or_a_deletion_mark_are_written()
    {
        Plan(own: Row() with { Tags = new Dictionary<string, string> { ["a"] = "b" } }).ShouldBeOfType<StackPlan.Write>();
        Plan(own: Row() with { OwnerGeneration = 7 }).ShouldBeOfType<StackPlan.Write>();
        Plan(own: Row() with { DeletionRequested = true }).ShouldBeOfType<StackPlan.Write>();
    }

    [Fact]
    public void A_retained_row_is_adopted() => Plan(holder: Row() with { Owner = null }).ShouldBeOfType<StackPlan.Write>();

    [Fact]
    public void Before_somebody_is_refused_the_recorded_owner_is_looked_up()
        => Plan(holder: Row() with { Owner = _other }).ShouldBe(new StackPlan.AskForOwner(_other));

    [Fact]
    public void The_organization_never_changes()
    {
        var plan = Plan(own: Row() with { Identity = new("other", "web", "dev") }).ShouldBeOfType<StackPlan.Refuse>();
        plan.Refusal.Kind.ShouldBe(StackRefusalKind.ImmutableField);
        plan.Refusal.Message.ShouldContain("spec.organization");
        plan.Row.ShouldNotBeNull().Identity.Organization.ShouldBe("other");
    }

    [Fact]
    public void A_rename_to_a_name_that_is_taken_is_refused_and_names_the_holder()
    {
        var plan = Plan(own: Row() with { Identity = new("acme", "web", "old") }, holder: Row() with { Owner = _other }).ShouldBeOfType<StackPlan.Refuse>();
        plan.Refusal.Kind.ShouldBe(StackRefusalKind.IdentityTaken);
        plan.Refusal.Message.ShouldContain("team/theirs");
    }

    [Fact]
    public void A_rename_waits_for_an_update_but_a_change_of_tags_does_not()
    {
        var progress = new StackProgress(1, 1, _update, null);
        Plan(own: Row() with { Identity = new("acme", "web", "old"), Progress = progress }).ShouldBeOfType<StackPlan.Wait>().Update.ShouldBe(_update);
        Plan(own: Row() with { OwnerGeneration = 7, Progress = progress }).ShouldBeOfType<StackPlan.Write>();
    }

    [Fact]
    public void A_running_update_is_described_by_kind_id_and_start()
        => _update.Describe().ShouldBe("destroy 11111111-2222-3333-4444-555555555555 has been running since 2026-01-02T03:04:05Z");

    private static StackPlan Plan(StackRow? own = null, StackRow? holder = null)
        => StackPolicies.Plan(new StackClaim(_identity, new Dictionary<string, string>(), _me, 1), own, holder);

    private static StackRow Row() => new()
    {
        Id = Guid.Empty,
        Identity = _identity,
        Tags = new Dictionary<string, string>(),
        Owner = _me,
        OwnerGeneration = 1,
    };
}
