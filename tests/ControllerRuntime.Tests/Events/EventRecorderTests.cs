using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackOperator.ControllerRuntime.Abstractions.Events;
using StackOperator.ControllerRuntime.Events;
using StackOperator.ControllerRuntime.Tests.Gadgets;
using StackOperator.Testing;

namespace StackOperator.ControllerRuntime.Tests.Events;

/// <summary>Requirements 75 to 77.</summary>
public sealed class EventRecorderTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeEventSink _sink = new();
    private readonly EventRecorder _recorder;

    public EventRecorderTests() => _recorder = new EventRecorder(_sink, _clock, NullLogger<EventRecorder>.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _recorder.StopAsync(CancellationToken.None);
        _recorder.Dispose();
    }

    [Fact]
    public async Task A_hundred_identical_events_become_one_object_and_a_series() // 75
    {
        await _recorder.StartAsync(Ct);
        for (var i = 0; i < 100; i++)
            Record("same");
        await _recorder.StopAsync(Ct);

        _sink.Created.Count.ShouldBe(1);
        _sink.Series.Count.ShouldBeLessThanOrEqualTo(7);
        _sink.Series.Last().Count.ShouldBe(100);
        _sink.Series.ShouldAllBe(s => s.Count >= 2 && s.Name == _sink.Created.First().Name);
    }

    [Fact]
    public async Task A_series_ends_after_six_idle_minutes_with_its_full_count() // 75
    {
        await _recorder.StartAsync(Ct);
        for (var i = 0; i < 7; i++)
            Record("same");
        await Eventually.UntilAsync(() => _sink.Series.Any(s => s.Count == 4), ct: Ct);
        await Eventually.UntilAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                return _sink.Series.Any(s => s.Count == 7);
            },
            ct: Ct);

        Record("same");
        await Eventually.UntilAsync(() => _sink.Created.Count == 2, because: "a new object starts after the series ended", ct: Ct);
    }

    [Fact]
    public async Task A_mass_change_writes_a_bounded_number_of_events_and_warnings_keep_their_own_budget()
    {
        await _recorder.StartAsync(Ct);
        for (var i = 0; i < 500; i++)
            _recorder.Record(Gadget.Of("ns", $"gadget-{i}"), EventType.Normal, "Ready", "Reconcile", "materialized");
        _recorder.Record(Gadget.Of("ns", "gadget-0"), EventType.Warning, "IdentityTaken", "Reconcile", "taken");
        await Eventually.UntilAsync(() => _sink.Created.Any(e => e.Draft.Type == "Warning"), ct: Ct);
        _sink.Created.Count(e => e.Draft.Type == "Normal").ShouldBe(EventBudget.Burst);

        _clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 500; i++)
            _recorder.Record(Gadget.Of("ns", $"other-{i}"), EventType.Normal, "Ready", "Reconcile", "materialized");
        await _recorder.StopAsync(Ct);
        _sink.Created.Count(e => e.Draft.Type == "Normal").ShouldBe(EventBudget.Burst + EventBudget.PerSecond);
    }

    [Fact]
    public async Task Recording_never_waits_for_a_server_that_hangs_or_refuses_and_drops_what_does_not_fit() // 76
    {
        _sink.BeforeWrite = ct => Task.Delay(Timeout.Infinite, ct);
        await _recorder.StartAsync(Ct);
        var gadget = Gadget.Of("ns", "a");
        for (var i = 0; i < 5000; i++)
            _recorder.Record(gadget, EventType.Normal, "Reason", "Action", $"note {i}");
        _recorder.Record(new Gadget { Metadata = null! }, EventType.Normal, "Reason", "Action", "note");
        _sink.Created.ShouldBeEmpty();
        _sink.BeforeWrite = _ => Task.CompletedTask;
    }

    [Fact]
    public async Task A_failing_server_is_asked_again_and_then_given_up() // 76
    {
        var attempts = 0;
        _sink.BeforeWrite = _ =>
        {
            Interlocked.Increment(ref attempts);
            throw new HttpRequestException("down");
        };
        await _recorder.StartAsync(Ct);
        Record("lost");
        await Eventually.UntilAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(10));
                return attempts >= 12;
            },
            ct: Ct);
        _sink.BeforeWrite = _ => Task.CompletedTask;
        Record("next");
        await Eventually.UntilAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return _sink.Created.Any(c => c.Draft.Note == "next");
            },
            ct: Ct);
        _sink.Created.ShouldNotContain(c => c.Draft.Note == "lost");
    }

    [Fact]
    public async Task One_object_cannot_flood_the_server()
    {
        await _recorder.StartAsync(Ct);
        for (var i = 0; i < 500; i++)
            _recorder.Record(Gadget.Of("ns", "a"), EventType.Normal, $"Reason{i}", "Action", "note");
        _recorder.Record(Gadget.Of("ns", "b"), EventType.Normal, "Reason", "Action", "note");
        await _recorder.StopAsync(Ct);
        _sink.Created.Count(c => c.Draft.Name == "a").ShouldBe(25);
        _sink.Created.Count(c => c.Draft.Name == "b").ShouldBe(1);
    }

    [Fact]
    public async Task More_than_ten_different_notes_of_one_event_are_combined()
    {
        await _recorder.StartAsync(Ct);
        for (var i = 0; i < 50; i++)
            Record($"note {i}");
        await _recorder.StopAsync(Ct);
        _sink.Created.Count.ShouldBe(11);
        _sink.Created.Last().Draft.Note.ShouldStartWith("(combined from similar events): ");
    }

    [Fact]
    public void Fields_are_cut_to_the_bounds_of_the_server() // 77
    {
        var draft = EventFields.Draft(Gadget.Of("ns", new string('a', 253)), EventType.Warning, new string('R', 300), "", new string('ü', 2000));
        System.Text.Encoding.UTF8.GetByteCount(draft.Reason).ShouldBeLessThanOrEqualTo(128);
        System.Text.Encoding.UTF8.GetByteCount(draft.Note).ShouldBeLessThanOrEqualTo(1024);
        draft.Note.ShouldEndWith("…");
        draft.Action.ShouldBe("Unspecified");
        EventFields.Name(draft.Name, "0123456789abcdef").Length.ShouldBeLessThanOrEqualTo(253);
        draft.ApiVersion.ShouldBe("host.test/v1");
        EventFields.Draft(new Gadget { Metadata = new() { Name = "cluster" } }, EventType.Normal, "R", "A", "n").Namespace.ShouldBe("default");
        EventFields.Cut("🙂🙂🙂🙂", 10).ShouldBe("🙂…");
    }

    private void Record(string note) => _recorder.Record(Gadget.Of("ns", "a"), EventType.Normal, "Reason", "Action", note);
}
