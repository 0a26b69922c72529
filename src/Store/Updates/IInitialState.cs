using StackOperator.Core.Deployments;

namespace StackOperator.Store.Updates;

/// <summary>Keeps the state a stack is created with (sent when a passphrase or cloud secrets provider is chosen).</summary>
public interface IInitialState
{
    /// <summary>
    /// Keeps <paramref name="untypedDeployment"/> as version 0 of a new stack. Repeating it replaces it; after the first
    /// update it changes nothing. Null when kept, else why the state is refused; the stack must exist.
    /// </summary>
    Task<StateRefusal?> SaveAsync(Guid stackId, ReadOnlyMemory<byte> untypedDeployment, CancellationToken cancellationToken);
}
