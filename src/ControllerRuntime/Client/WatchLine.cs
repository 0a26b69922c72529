namespace StackOperator.ControllerRuntime.Client;

/// <summary>Receives one line of a watch; false ends the watch. The span is only valid during the call.</summary>
internal delegate bool WatchLine(ReadOnlySpan<byte> json);
