namespace StackOperator.LocalServices;

/// <summary>Shows what is being done and how long it took.</summary>
public interface IStepLog
{
    /// <summary>Runs a step under a name that a person understands.</summary>
    Task<T> RunAsync<T>(string name, Func<CancellationToken, Task<T>> step, CancellationToken ct);
}
