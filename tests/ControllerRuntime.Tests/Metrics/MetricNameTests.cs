using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Metrics;
using StackOperator.ControllerRuntime.Tests.Gadgets;
using StackOperator.Testing;

namespace StackOperator.ControllerRuntime.Tests.Metrics;

/// <summary>Requirement 89: the names and labels that dashboards know, from a running controller.</summary>
public sealed class MetricNameTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_operator_reports_under_the_known_names() // 89
    {
        var seen = new ConcurrentDictionary<string, HashSet<string>>();
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Meter.Name == RuntimeMeter.Name) l.EnableMeasurementEvents(i); } };
        listener.SetMeasurementEventCallback<long>((i, _, tags, _) => Note(i, tags));
        listener.SetMeasurementEventCallback<double>((i, _, tags, _) => Note(i, tags));
        listener.Start();
        await using var world = await GadgetWorld.PrepareAsync();
        world.Script.OnReconcile = (g, _) => Task.FromResult(g.Metadata.Name == "hopeless"
            ? ReconciliationResult<Gadget>.Terminal(g, "hopeless")
            : world.Script.CountOf(g.Metadata.Name) == 1 ? ReconciliationResult<Gadget>.Failure(g, "first") : ReconciliationResult<Gadget>.Success(g));
        await world.RunAsync(o =>
        {
            o.LeaderElection = true;
            o.ExitOnLeadershipLoss = false;
        });
        await world.CreateAsync("a");
        await world.CreateAsync("hopeless");
        await world.UntilReconciledAsync("a", 2);
        await world.UntilReconciledAsync("hopeless");
        await Eventually.UntilAsync(
            () =>
            {
                listener.RecordObservableInstruments();
                return Expected.All(e => seen.TryGetValue(e.Name, out var labels) && e.Labels.All(labels.Contains));
            },
            because: $"all of {string.Join(", ", Expected.Select(e => e.Name))} appear",
            ct: Ct);

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = seen.GetOrAdd(instrument.Name, _ => []);
            lock (labels)
            {
                foreach (var tag in tags)
                    labels.Add(tag.Key);
            }
        }
    }

    private static readonly (string Name, string[] Labels)[] Expected =
    [
        ("controller_runtime_reconcile_total", ["controller", "result"]),
        ("controller_runtime_reconcile_errors_total", ["controller"]),
        ("controller_runtime_terminal_reconcile_errors_total", ["controller"]),
        ("controller_runtime_reconcile_panics_total", ["controller"]),
        ("controller_runtime_reconcile_timeouts_total", ["controller"]),
        ("controller_runtime_reconcile_time_seconds", ["controller"]),
        ("controller_runtime_max_concurrent_reconciles", ["controller"]),
        ("controller_runtime_active_workers", ["controller"]),
        ("workqueue_depth", ["name", "controller", "priority"]),
        ("workqueue_adds_total", ["name", "controller"]),
        ("workqueue_retries_total", ["name", "controller"]),
        ("workqueue_queue_duration_seconds", ["name", "controller"]),
        ("workqueue_work_duration_seconds", ["name", "controller"]),
        ("workqueue_unfinished_work_seconds", ["name", "controller"]),
        ("workqueue_longest_running_processor_seconds", ["name", "controller"]),
        ("rest_client_requests_total", ["code", "method", "host"]),
        ("rest_client_request_duration_seconds", ["verb", "host"]),
        ("leader_election_master_status", ["name"]),
        ("informer_objects", []),
        ("informer_last_event_age_seconds", []),
        ("informer_relists_total", []),
    ];
}
