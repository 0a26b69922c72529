using StackOperator.Dev.Up;

namespace StackOperator.Dev.Tests.Up;

public sealed class ControlPlaneFactsTests
{
    private static readonly ControlPlaneFacts _bare = new(ContextWanted: false, AssetsGiven: false, HasContainer: false, HasData: false, Cached: false);

    [Fact]
    public void A_machine_with_nothing_asks_for_a_Docker_engine() => _bare.Decide().ShouldBeNull();

    [Fact]
    public void The_context_is_used_only_when_asked_for_and_then_before_all_else() =>
        new ControlPlaneFacts(true, true, true, true, true).Decide().ShouldBe(ControlPlaneKind.Context);

    [Fact]
    public void Given_programs_go_before_the_rest() =>
        new ControlPlaneFacts(false, true, true, true, true).Decide().ShouldBe(ControlPlaneKind.Programs);

    [Fact]
    public void A_checkout_stays_with_what_holds_its_data()
    {
        (_bare with { HasContainer = true, Cached = true }).Decide().ShouldBe(ControlPlaneKind.Container);
        (_bare with { HasData = true }).Decide().ShouldBe(ControlPlaneKind.Programs);
    }

    [Fact]
    public void Cached_programs_go_before_a_container() => (_bare with { Cached = true }).Decide().ShouldBe(ControlPlaneKind.Programs);
}
