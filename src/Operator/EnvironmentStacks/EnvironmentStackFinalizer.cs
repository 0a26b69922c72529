using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Leadership;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.EnvironmentStacks;

namespace StackOperator.Operator.EnvironmentStacks;

/// <summary>Unlinks the workspaces of an object that goes. It waits for nothing: runs go on, workspaces and edges stay.</summary>
internal sealed class EnvironmentStackFinalizer(
    EnvironmentStackStore rows,
    LeadershipTerm term,
    EnvironmentStackStatusWriter status,
    Waiters<EnvironmentStackResource> waiters,
    DatabaseOutage<EnvironmentStackResource> outage) : IEntityFinalizer<EnvironmentStackResource>
{
    /// <inheritdoc/>
    public async Task<ReconciliationResult<EnvironmentStackResource>> FinalizeAsync(EnvironmentStackResource entity, CancellationToken cancellationToken)
    {
        var (identity, failure) = await outage.GuardAsync<EnvironmentStackIdentity?>(
            entity,
            async () => (await term.WriteAsync(token => rows.UnlinkAsync(token, entity.Metadata.Uid, cancellationToken), cancellationToken))?.Identity
                ?? EnvironmentStackClaims.IdentityOf(entity),
            () => status.ShowAsync(entity, EnvironmentStackVerdict.DatabaseUnavailable(), cancellationToken));
        if (failure is not null)
        {
            return failure;
        }

        waiters.Wake(EnvironmentStackClaims.WantedIdentity(identity!.Value), entity.Metadata.Uid);
        return ReconciliationResult<EnvironmentStackResource>.Success(entity);
    }
}
