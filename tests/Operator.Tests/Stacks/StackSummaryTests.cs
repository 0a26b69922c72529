using k8s.Models;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Stacks;

namespace StackOperator.Operator.Tests.Stacks;

public sealed class StackSummaryTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly DateTime _earlier = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly StackRow _row = new() { Id = Guid.Parse("11111111-2222-3333-4444-555555555555"), Identity = new("acme", "web", "dev"), Tags = new Dictionary<string, string>() };
    private static readonly RunningUpdate _update = new(Guid.Parse("99999999-2222-3333-4444-555555555555"), "update", _earlier);

    [Fact]
    public void Ready_stands_alone_and_both_generations_agree()
    {
        var status = StackSummary.Summarize(null, 3, StackOutcome.Ready(_row), _now);
        var ready = status.Conditions.ShouldNotBeNull().ShouldHaveSingleItem();
        (ready.Type, ready.Status, ready.Reason, ready.ObservedGeneration).ShouldBe(("Ready", "True", "Materialized", 3L));
        ready.LastTransitionTime.ShouldBe(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        status.ObservedGeneration.ShouldBe(3);
        status.Id.ShouldBe(_row.Id.ToString());
        status.Version.ShouldBe(0);
    }

    [Fact]
    public void Stalled_and_reconciling_are_there_only_while_they_are_true()
    {
        Types(StackOutcome.Refused(new(StackRefusalKind.IdentityTaken, "m"))).ShouldBe(["Ready", "Stalled"]);
        Types(StackOutcome.RenameWaits(_row, _update)).ShouldBe(["Ready", "Reconciling"]);
        Types(StackOutcome.DatabaseUnavailable()).ShouldBe(["Ready", "Reconciling"]);
        Types(StackOutcome.Suspended()).ShouldBe(["Ready"]);

        static IEnumerable<string> Types(StackOutcome outcome) => StackSummary.Summarize(null, 1, outcome, _now).Conditions!.Select(static c => c.Type);
    }

    [Fact]
    public void Transition_times_change_only_with_the_status_of_their_condition()
    {
        var before = Status("Ready", "False", "UpdateRunning");
        StackSummary.Summarize(before, 2, StackOutcome.Refused(new(StackRefusalKind.IdentityTaken, "m")), _now).Conditions![0].LastTransitionTime.ShouldBe(_earlier);
        StackSummary.Summarize(before, 2, StackOutcome.Ready(_row), _now).Conditions![0].LastTransitionTime.ShouldNotBe(_earlier);
    }

    [Fact]
    public void Conditions_of_others_stay()
        => StackSummary.Summarize(Status("Audited", "True", "ByHand"), 1, StackOutcome.Ready(_row), _now).Conditions!.Select(static c => c.Type).ShouldBe(["Ready", "Audited"]);

    [Fact]
    public void Facts_stay_when_the_row_was_not_read_and_go_when_there_is_none()
    {
        var before = new StackStatus { Id = "x", Version = 9, ActiveUpdate = "u" };
        StackSummary.Summarize(before, 1, StackOutcome.DatabaseUnavailable(), _now).Version.ShouldBe(9);
        var gone = StackSummary.Summarize(before, 1, StackOutcome.Refused(new(StackRefusalKind.IdentityTaken, "m")), _now);
        (gone.Id, gone.Version, gone.ActiveUpdate).ShouldBe((null, null, null));
    }

    [Fact]
    public void An_event_is_due_when_status_or_reason_of_ready_changes()
    {
        var ready = Status("Ready", "True", "Materialized");
        StackSummary.IsTransition(null, StackOutcome.Ready(_row)).ShouldBeTrue();
        StackSummary.IsTransition(ready, StackOutcome.Ready(_row)).ShouldBeFalse();
        StackSummary.IsTransition(ready, StackOutcome.Suspended()).ShouldBeTrue();
        StackSummary.IsTransition(Status("Ready", "False", "Suspended"), StackOutcome.RenameWaits(_row, _update)).ShouldBeTrue();
    }

    private static StackStatus Status(string type, string status, string reason)
        => new() { Conditions = [new V1Condition { Type = type, Status = status, Reason = reason, Message = "", LastTransitionTime = _earlier }] };
}
