using k8s;
using Microsoft.Extensions.DependencyInjection;
using StackOperator.ControllerRuntime.Abstractions.Events;
using StackOperator.ControllerRuntime.Tests.Gadgets;
using StackOperator.Testing;

namespace StackOperator.ControllerRuntime.Tests.Events;

/// <summary>Requirements 75 and 77 against the real validation of events.k8s.io/v1.</summary>
public sealed class EventsOnServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_takes_the_event_its_series_and_oversized_fields() // 75, 77
    {
        await using var world = await GadgetWorld.StartAsync();
        var gadget = await world.CreateAsync("a");
        var recorder = world.Host.Services.GetRequiredService<IEventRecorder>();
        recorder.Record(gadget, EventType.Normal, "Created", "Create", "made it");
        recorder.Record(gadget, EventType.Normal, "Created", "Create", "made it");
        recorder.Record(gadget, EventType.Warning, new string('R', 200), new string('A', 200), new string('n', 5000));

        var events = await Eventually.UntilAsync(
            async ct => (await world.Client.ApiClient.EventsV1.ListNamespacedEventAsync(world.Namespace, cancellationToken: ct)).Items,
            items => items.Count == 2 && items.Any(e => e.Series?.Count == 2),
            because: "both events are there, one as a series",
            ct: Ct);
        var series = events.Single(e => e.Reason == "Created");
        series.Regarding.Uid.ShouldBe(gadget.Metadata.Uid);
        series.ReportingController.ShouldBe("gadget-operator");
        series.Note.ShouldBe("made it");
        events.Single(e => e.Type == "Warning").Note.Length.ShouldBeLessThanOrEqualTo(1024);
    }
}
