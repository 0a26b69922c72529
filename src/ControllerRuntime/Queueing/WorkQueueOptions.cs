namespace StackOperator.ControllerRuntime.Queueing;

/// <summary>How a <see cref="WorkQueue{TKey}"/> paces its keys.</summary>
public sealed record WorkQueueOptions
{
    /// <summary>Name in metrics.</summary>
    public string Name { get; init; } = "queue";

    /// <summary>Delay after the first failure of a key; doubles with each further one. Default 5 ms.</summary>
    public TimeSpan BackoffMinimum { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Longest delay between retries of a key. Default 5 min.</summary>
    public TimeSpan BackoffMaximum { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Keys of the high lane that may run while one of the low lane waits. Default 8.</summary>
    public int HighPerLow { get; init; } = 8;

    /// <summary>Waiting time after which a key of the low lane takes turns with the high lane. Default 60 s.</summary>
    public TimeSpan PromoteAfter { get; init; } = TimeSpan.FromSeconds(60);
}
