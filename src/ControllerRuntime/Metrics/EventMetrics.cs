using System.Diagnostics.Metrics;

namespace StackOperator.ControllerRuntime.Metrics;

/// <summary>What the event recorder left out.</summary>
internal static class EventMetrics
{
    private static readonly Counter<long> Drops = RuntimeMeter.Meter.CreateCounter<long>("events_dropped_total", description: "Events that were not written: the queue was full, or the budget of all objects together was spent.");

    /// <summary>Counts one.</summary>
    public static void Dropped() => Drops.Add(1);
}
