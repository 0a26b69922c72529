using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace StackOperator.ControllerRuntime.Metrics;

/// <summary>leader_election_master_status of every elector of the process.</summary>
internal sealed class LeadershipMetrics : IDisposable
{
    private static readonly ConcurrentDictionary<LeadershipMetrics, byte> Live = new();
    private readonly Func<bool> _leads;
    private readonly KeyValuePair<string, object?> _name;

    static LeadershipMetrics() => RuntimeMeter.Meter.CreateObservableGauge(
        "leader_election_master_status",
        () => Live.Keys.Select(m => new Measurement<long>(m._leads() ? 1 : 0, m._name)),
        description: "1 while this process holds the lease.");

    public LeadershipMetrics(string name, Func<bool> leads)
    {
        _leads = leads;
        _name = new("name", name);
        Live.TryAdd(this, 0);
    }

    public void Dispose() => Live.TryRemove(this, out _);
}
