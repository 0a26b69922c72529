using System.Diagnostics.Metrics;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Metrics;

/// <summary>The meter of the controller runtime. Names and labels are those of controller-runtime and client-go, so that dashboards made for them work.</summary>
public static class RuntimeMeter
{
    /// <summary>Name to subscribe to, for example with <c>AddMeter</c>.</summary>
    public const string Name = MetricsHandler.MeterName;

    internal static Meter Meter { get; } = new(Name);
}
