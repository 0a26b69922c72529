using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Reconciling;
using StackOperator.Operator.Stacks.Steps;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Brings the row of a stack to what its object asks for: guards, then steps in order, then one summary.</summary>
internal sealed class StackController(
    StackGatherer gatherer,
    IEnumerable<IStackStep> steps,
    StackStatusWriter status,
    StackRowStore rows,
    Waiters<StackResource> waiters,
    DatabaseOutage<StackResource> outage) : IEntityController<StackResource>
{
    /// <inheritdoc/>
    public async Task<ReconciliationResult<StackResource>> ReconcileAsync(StackResource entity, CancellationToken cancellationToken)
    {
        var (outcome, failure) = await outage.GuardAsync(
            entity, () => RunAsync(entity, cancellationToken), () => status.ShowAsync(entity, StackOutcome.DatabaseUnavailable(), cancellationToken));
        return failure ?? await status.ShowAsync(entity, outcome!, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>An object that went without its finalizer leaves its row behind; who wants the identity may now adopt it.</remarks>
    public async Task<ReconciliationResult<StackResource>> DeletedAsync(StackResource entity, CancellationToken cancellationToken)
    {
        outage.Over(NamespacedName.Of(entity));
        var identity = StackClaims.IdentityOf(entity);
        var own = (await rows.FindAsync(entity.Metadata.Uid, identity, cancellationToken)).Own;
        waiters.Wake((own?.Identity ?? identity).ToString(), entity.Metadata.Uid);
        return ReconciliationResult<StackResource>.Success(entity);
    }

    private async Task<StackOutcome> RunAsync(StackResource entity, CancellationToken cancellationToken)
    {
        if (entity.Spec.Suspend == true)
        {
            return StackOutcome.Suspended();
        }

        var claim = StackClaims.Of(entity);
        if (StackPolicies.CheckSpec(claim.Identity, claim.Tags) is { } refusal)
        {
            return StackOutcome.Refused(refusal, rowIsUnknown: true);
        }

        var input = await gatherer.GatherAsync(entity, claim, cancellationToken);
        foreach (var step in steps)
        {
            if (await step.RunAsync(input, cancellationToken) is { } outcome)
            {
                return outcome;
            }
        }

        throw new InvalidOperationException("the last step must end the reconciliation");
    }
}
