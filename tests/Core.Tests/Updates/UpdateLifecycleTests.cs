using StackOperator.Core.Updates;

namespace StackOperator.Core.Tests.Updates;

public sealed class UpdateLifecycleTests
{
    private static readonly UpdateStatus[] s_final = [UpdateStatus.Succeeded, UpdateStatus.Failed, UpdateStatus.Cancelled];

    [Fact]
    public void An_update_starts_once()
    {
        UpdateLifecycle.Start(View(UpdateStatus.NotStarted)).ShouldBe(UpdateVerdict.Proceed);
        UpdateLifecycle.Start(View(UpdateStatus.Running)).ShouldBe(UpdateVerdict.AlreadyStarted);
        foreach (var status in s_final)
        {
            UpdateLifecycle.Start(View(status)).ShouldBe(UpdateVerdict.Ended);
        }
    }

    [Theory]
    [InlineData(UpdateStatus.Running, false, LeaseCheck.Valid, UpdateVerdict.Proceed)]
    [InlineData(UpdateStatus.Running, true, LeaseCheck.Valid, UpdateVerdict.DryRun)]
    [InlineData(UpdateStatus.Running, false, LeaseCheck.Expired, UpdateVerdict.LeaseExpired)]
    [InlineData(UpdateStatus.Running, false, LeaseCheck.Foreign, UpdateVerdict.ForeignLease)]
    [InlineData(UpdateStatus.Cancelled, false, LeaseCheck.Valid, UpdateVerdict.Ended)]
    [InlineData(UpdateStatus.Succeeded, false, LeaseCheck.Foreign, UpdateVerdict.ForeignLease)]
    [InlineData(UpdateStatus.NotStarted, false, LeaseCheck.Foreign, UpdateVerdict.NotStarted)]
    public void State_is_written_only_by_who_runs_the_update(UpdateStatus status, bool dryRun, LeaseCheck lease, UpdateVerdict expected) =>
        UpdateLifecycle.WriteState(new UpdateView(status, dryRun, lease)).ShouldBe(expected);

    [Fact]
    public void Events_of_an_update_that_has_just_ended_are_still_taken_but_never_those_of_a_stranger()
    {
        UpdateLifecycle.WriteEvents(View(UpdateStatus.Cancelled)).ShouldBe(UpdateVerdict.Proceed);
        UpdateLifecycle.WriteEvents(View(UpdateStatus.Running, LeaseCheck.Expired)).ShouldBe(UpdateVerdict.Proceed);
        UpdateLifecycle.WriteEvents(View(UpdateStatus.Succeeded, LeaseCheck.Foreign)).ShouldBe(UpdateVerdict.ForeignLease);
    }

    [Fact]
    public void Checklist_62_repeating_complete_with_the_same_status_is_done_and_another_status_is_refused()
    {
        UpdateLifecycle.Complete(View(UpdateStatus.Running), UpdateStatus.Failed).ShouldBe(UpdateVerdict.Proceed);
        UpdateLifecycle.Complete(View(UpdateStatus.Failed), UpdateStatus.Failed).ShouldBe(UpdateVerdict.AlreadyDone);
        UpdateLifecycle.Complete(View(UpdateStatus.Failed, LeaseCheck.Expired), UpdateStatus.Failed).ShouldBe(UpdateVerdict.AlreadyDone);
        UpdateLifecycle.Complete(View(UpdateStatus.Failed), UpdateStatus.Succeeded).ShouldBe(UpdateVerdict.Ended);
        UpdateLifecycle.Complete(View(UpdateStatus.Cancelled), UpdateStatus.Failed).ShouldBe(UpdateVerdict.Ended);
        UpdateLifecycle.Complete(View(UpdateStatus.Succeeded, LeaseCheck.Foreign), UpdateStatus.Succeeded).ShouldBe(UpdateVerdict.ForeignLease);
    }

    [Fact]
    public void A_client_that_slept_gets_its_lease_back_unless_its_update_was_ended()
    {
        UpdateLifecycle.Renew(View(UpdateStatus.Running, LeaseCheck.Expired)).ShouldBe(UpdateVerdict.Proceed);
        foreach (var status in s_final)
        {
            UpdateLifecycle.Renew(View(status)).ShouldBe(UpdateVerdict.Ended);
        }
    }

    [Fact]
    public void Cancelling_what_has_ended_changes_nothing()
    {
        UpdateLifecycle.Cancel(View(UpdateStatus.Running)).ShouldBe(UpdateVerdict.Proceed);
        UpdateLifecycle.Cancel(View(UpdateStatus.NotStarted)).ShouldBe(UpdateVerdict.Proceed);
        foreach (var status in s_final)
        {
            UpdateLifecycle.Cancel(View(status)).ShouldBe(UpdateVerdict.AlreadyDone);
        }
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(0L, 0)]
    [InlineData(-1L, 0)]
    [InlineData(1L, 1)]
    [InlineData(2L, 1)]
    [InlineData(long.MaxValue, 1)]
    public void Checklist_84_the_journal_version_is_never_more_than_asked_for_nor_than_is_replayed(long? asked, int expected) =>
        UpdateLifecycle.NegotiateJournal(asked).ShouldBe(expected);

    [Fact]
    public void Words_of_kinds_and_statuses_lead_back_to_them()
    {
        foreach (var kind in Enum.GetValues<UpdateKind>())
        {
            UpdateNames.Kind(UpdateNames.Of(kind)).ShouldBe(kind);
        }

        foreach (var status in Enum.GetValues<UpdateStatus>())
        {
            UpdateNames.Status(UpdateNames.Of(status)).ShouldBe(status);
        }

        UpdateNames.ResultOf(UpdateStatus.Cancelled).ShouldBe("failed");
    }

    [Fact]
    public void A_lease_token_matches_only_its_own_hash()
    {
        var (mine, yours) = (LeaseToken.Create(), LeaseToken.Create());
        mine.ShouldNotBe(yours);
        LeaseToken.Matches(mine, LeaseToken.Hash(mine)).ShouldBeTrue();
        LeaseToken.Matches(yours, LeaseToken.Hash(mine)).ShouldBeFalse();
        LeaseToken.Matches(null, LeaseToken.Hash(mine)).ShouldBeFalse();
        LeaseToken.Matches(string.Empty, LeaseToken.Hash(string.Empty)).ShouldBeFalse();
        LeaseToken.Matches(mine, null).ShouldBeFalse();
    }

    private static UpdateView View(UpdateStatus status, LeaseCheck lease = LeaseCheck.Valid) => new(status, false, lease);
}
