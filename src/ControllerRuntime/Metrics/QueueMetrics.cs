using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace StackOperator.ControllerRuntime.Metrics;

/// <summary>The workqueue_* instruments of one queue.</summary>
internal sealed class QueueMetrics : IDisposable
{
    private static readonly Counter<long> Adds = RuntimeMeter.Meter.CreateCounter<long>("workqueue_adds_total", description: "Keys that became ready.");
    private static readonly Counter<long> Retries = RuntimeMeter.Meter.CreateCounter<long>("workqueue_retries_total", description: "Keys queued again with backoff.");
    private static readonly Histogram<double> QueueDuration = RuntimeMeter.Meter.CreateHistogram<double>("workqueue_queue_duration_seconds", "s", "Time a ready key waited for a worker.");
    private static readonly Histogram<double> WorkDuration = RuntimeMeter.Meter.CreateHistogram<double>("workqueue_work_duration_seconds", "s", "Time a worker held a key.");
    private static readonly ConcurrentDictionary<QueueMetrics, byte> Live = new();
    private readonly Func<QueueSnapshot> _snapshot;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly string _name;

    static QueueMetrics()
    {
        RuntimeMeter.Meter.CreateObservableGauge("workqueue_depth", Depths, description: "Ready keys by priority.");
        RuntimeMeter.Meter.CreateObservableGauge("workqueue_unfinished_work_seconds", () => Live.Keys.Select(m => new Measurement<double>(m._snapshot().UnfinishedSeconds, m._tags)), "s", "Time that running work has taken so far, summed.");
        RuntimeMeter.Meter.CreateObservableGauge("workqueue_longest_running_processor_seconds", () => Live.Keys.Select(m => new Measurement<double>(m._snapshot().LongestSeconds, m._tags)), "s", "Time that the longest running work has taken so far.");
    }

    public QueueMetrics(string name, Func<QueueSnapshot> snapshot)
    {
        _name = name;
        _snapshot = snapshot;
        _tags = [new("name", name), new("controller", name)];
        Live.TryAdd(this, 0);
    }

    public void Added() => Adds.Add(1, _tags);

    public void Retried() => Retries.Add(1, _tags);

    public void Started(TimeSpan waited) => QueueDuration.Record(waited.TotalSeconds, _tags);

    public void Finished(TimeSpan worked) => WorkDuration.Record(worked.TotalSeconds, _tags);

    public void Dispose() => Live.TryRemove(this, out _);

    private static IEnumerable<Measurement<long>> Depths()
    {
        foreach (var queue in Live.Keys)
        {
            var snapshot = queue._snapshot();
            yield return new Measurement<long>(snapshot.High, Tags(queue, "0"));
            yield return new Measurement<long>(snapshot.Low, Tags(queue, "-100"));
        }
    }

    private static KeyValuePair<string, object?>[] Tags(QueueMetrics queue, string priority)
        => [new("name", queue._name), new("controller", queue._name), new("priority", priority)];
}
