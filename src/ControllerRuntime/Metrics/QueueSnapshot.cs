namespace StackOperator.ControllerRuntime.Metrics;

/// <summary>What a queue shows at one moment.</summary>
/// <param name="High">Ready keys in the high lane.</param>
/// <param name="Low">Ready keys in the low lane.</param>
/// <param name="UnfinishedSeconds">Sum of the time all running work has taken so far.</param>
/// <param name="LongestSeconds">Time the longest running work has taken so far.</param>
internal readonly record struct QueueSnapshot(int High, int Low, double UnfinishedSeconds, double LongestSeconds);
