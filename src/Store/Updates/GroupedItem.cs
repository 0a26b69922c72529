namespace StackOperator.Store.Updates;

/// <summary>One piece of work that waits for its answer.</summary>
internal sealed record GroupedItem<T>(T Input)
{
    public TaskCompletionSource<WriteVerdict> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
