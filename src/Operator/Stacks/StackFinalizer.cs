using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Leadership;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Deletes or retains the rows of an object that goes; waits while an update runs.</summary>
internal sealed class StackFinalizer(
    StackRowStore rows, LeadershipTerm term, StackStatusWriter status, Waiters<StackResource> waiters, DatabaseOutage<StackResource> outage) : IEntityFinalizer<StackResource>
{
    /// <inheritdoc/>
    public async Task<ReconciliationResult<StackResource>> FinalizeAsync(StackResource entity, CancellationToken cancellationToken)
    {
        var (outcome, failure) = await outage.GuardAsync(
            entity, () => ReleaseAsync(entity, cancellationToken), () => status.ShowAsync(entity, StackOutcome.DatabaseUnavailable(), cancellationToken));
        if (outcome is null)
        {
            return failure!;
        }

        if (outcome is { Row: { } waiting, Running: { } update })
        {
            return await status.ShowAsync(entity, StackOutcome.DeletionWaits(waiting, update), cancellationToken);
        }

        waiters.Wake((outcome.Row?.Identity ?? StackClaims.IdentityOf(entity)).ToString(), entity.Metadata.Uid);
        return ReconciliationResult<StackResource>.Success(entity);
    }

    private async Task<DeleteOutcome> ReleaseAsync(StackResource entity, CancellationToken cancellationToken)
    {
        if (entity.Spec.DeletionPolicy == DeletionPolicies.Retain)
        {
            StackRow? retained = await term.WriteAsync(token => rows.RetainAsync(token, entity.Metadata.Uid, cancellationToken), cancellationToken);
            return new DeleteOutcome(retained, null);
        }

        return await term.WriteAsync(token => rows.DeleteAsync(token, entity.Metadata.Uid, cancellationToken), cancellationToken);
    }
}
