using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>Counts and gauges of all informers of the process, told apart by kind and namespace.</summary>
internal sealed class InformerMetrics : IDisposable
{
    private static readonly Meter Meter = new(MetricsHandler.MeterName);
    private static readonly Counter<long> Relists = Meter.CreateCounter<long>("informer_relists_total", description: "Lists that replaced the cached set.");
    private static readonly Counter<long> DecodeFailures = Meter.CreateCounter<long>("informer_decode_failures_total", description: "Objects skipped because they could not be read.");
    private static readonly ConcurrentDictionary<InformerMetrics, byte> Live = new();
    private readonly Func<int> _count;
    private readonly TimeProvider _clock;
    private readonly KeyValuePair<string, object?>[] _tags;
    private long _lastEvent;

    static InformerMetrics()
    {
        Meter.CreateObservableGauge("informer_objects", () => Live.Keys.Select(m => new Measurement<long>(m._count(), m._tags)), description: "Cached objects.");
        Meter.CreateObservableGauge(
            "informer_last_event_age_seconds",
            () => Live.Keys.Select(m => new Measurement<double>(m._clock.GetElapsedTime(Interlocked.Read(ref m._lastEvent)).TotalSeconds, m._tags)),
            "s",
            "Time since the last event or bookmark.");
    }

    public InformerMetrics(string kind, string @namespace, Func<int> count, TimeProvider clock)
    {
        (_count, _clock, _lastEvent) = (count, clock, clock.GetTimestamp());
        _tags = [new("kind", kind), new("namespace", @namespace)];
        Live.TryAdd(this, 0);
    }

    public long DecodeFailureCount { get; private set; }

    public long RelistCount { get; private set; }

    public void Heard() => Interlocked.Exchange(ref _lastEvent, _clock.GetTimestamp());

    public void Relisted()
    {
        RelistCount++;
        Relists.Add(1, _tags);
    }

    public void DecodeFailed()
    {
        DecodeFailureCount++;
        DecodeFailures.Add(1, _tags);
    }

    public void Dispose() => Live.TryRemove(this, out _);
}
