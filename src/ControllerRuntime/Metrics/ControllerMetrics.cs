using System.Diagnostics.Metrics;

namespace StackOperator.ControllerRuntime.Metrics;

/// <summary>The controller_runtime_* instruments of one controller.</summary>
internal sealed class ControllerMetrics
{
    private static readonly Counter<long> Reconciles = RuntimeMeter.Meter.CreateCounter<long>("controller_runtime_reconcile_total", description: "Reconciles by result.");
    private static readonly Counter<long> Errors = RuntimeMeter.Meter.CreateCounter<long>("controller_runtime_reconcile_errors_total", description: "Reconciles that failed.");
    private static readonly Counter<long> Terminals = RuntimeMeter.Meter.CreateCounter<long>("controller_runtime_terminal_reconcile_errors_total", description: "Reconciles that failed and are not retried.");
    private static readonly Counter<long> Panics = RuntimeMeter.Meter.CreateCounter<long>("controller_runtime_reconcile_panics_total", description: "Reconciles that threw.");
    private static readonly Counter<long> Timeouts = RuntimeMeter.Meter.CreateCounter<long>("controller_runtime_reconcile_timeouts_total", description: "Reconciles that took too long.");
    private static readonly Histogram<double> Time = RuntimeMeter.Meter.CreateHistogram<double>("controller_runtime_reconcile_time_seconds", "s", "Time of one reconcile.");
    private static readonly UpDownCounter<long> Workers = RuntimeMeter.Meter.CreateUpDownCounter<long>("controller_runtime_active_workers", description: "Workers that reconcile now.");
    private static readonly UpDownCounter<long> Limit = RuntimeMeter.Meter.CreateUpDownCounter<long>("controller_runtime_max_concurrent_reconciles", description: "Workers of the controller.");
    private readonly KeyValuePair<string, object?> _controller;

    public ControllerMetrics(string controller, int workers)
    {
        _controller = new("controller", controller);
        Limit.Add(workers, _controller);
        foreach (var result in new[] { "success", "error", "requeue", "requeue_after" })
        {
            Reconciles.Add(0, _controller, new("result", result));
        }

        Errors.Add(0, _controller);
        Terminals.Add(0, _controller);
        Panics.Add(0, _controller);
        Timeouts.Add(0, _controller);
    }

    public void Started() => Workers.Add(1, _controller);

    public void Finished(TimeSpan took)
    {
        Workers.Add(-1, _controller);
        Time.Record(took.TotalSeconds, _controller);
    }

    public void Result(string result)
    {
        Reconciles.Add(1, _controller, new("result", result));
        if (result == "error")
        {
            Errors.Add(1, _controller);
        }
    }

    public void Terminal() => Terminals.Add(1, _controller);

    public void Threw() => Panics.Add(1, _controller);

    public void TimedOut() => Timeouts.Add(1, _controller);
}
