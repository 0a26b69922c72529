namespace StackOperator.Benchmarks.Reports;

/// <summary>One row of a benchmark's table.</summary>
/// <param name="Name">What was measured, with its parameters.</param>
/// <param name="Value">The figure with its unit.</param>
/// <param name="Detail">Latencies and the like.</param>
/// <param name="Aim">What it should reach; empty when there is none.</param>
/// <param name="Reached">Whether the aim was reached; null without aim.</param>
public sealed record Measurement(string Name, string Value, string Detail = "", string Aim = "", bool? Reached = null);
