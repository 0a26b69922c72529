using System.Diagnostics.Metrics;

namespace StackOperator.Operator.Tests.Running;

/// <summary>Counts the reconciles of this process; only for tests that run alone.</summary>
internal sealed class ReconcileMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _reconciles;

    public ReconcileMeter()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "controller_runtime_reconcile_total")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _reconciles, value));
        _listener.Start();
    }

    public long Reconciles => Volatile.Read(ref _reconciles);

    public void Dispose() => _listener.Dispose();
}
