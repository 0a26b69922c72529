using k8s;
using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.Operator.Reconciling;

/// <summary>Writes a status: one patch when something differs; and says when to run next.</summary>
internal sealed class StatusWriter(IKubernetesClient client, ILeadership leadership)
{
    /// <summary>Patches the status.</summary>
    /// <param name="before">The object as it is.</param>
    /// <param name="after">The object as it should be.</param>
    /// <param name="kind">How the reconciliation ended.</param>
    /// <param name="message">Why, for logs.</param>
    /// <param name="retryAfter">When to look again.</param>
    /// <param name="announce">Runs when the object is still there.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ReconciliationResult<TEntity>> ShowAsync<TEntity>(
        TEntity before, TEntity after, OutcomeKind kind, string message, TimeSpan? retryAfter, Action announce, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
    {
        leadership.EnsureLeading();
        TEntity? shown;
        try
        {
            shown = await client.PatchStatusAsync(before, after, cancellationToken);
        }
        catch (HttpOperationException e) when (e.IsNotFound())
        {
            return ReconciliationResult<TEntity>.Success(before);
        }

        announce();
        var result = shown ?? before;
        return kind == OutcomeKind.Stalled
            ? ReconciliationResult<TEntity>.Terminal(result, message)
            : ReconciliationResult<TEntity>.Success(result, retryAfter);
    }
}
