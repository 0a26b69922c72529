using StackOperator.LocalServices;

namespace StackOperator.Dev.Tests.Fixtures;

/// <summary>Runs steps and shows nothing.</summary>
internal sealed class Silent : IStepLog
{
    public Task<T> RunAsync<T>(string name, Func<CancellationToken, Task<T>> step, CancellationToken ct) => step(ct);
}
