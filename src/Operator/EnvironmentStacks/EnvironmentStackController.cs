using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.EnvironmentStacks;

namespace StackOperator.Operator.EnvironmentStacks;

/// <summary>Brings the rows of an environment stack to what its object asks for: guards first, then one decision, then one summary.</summary>
internal sealed class EnvironmentStackController(
    EnvironmentStackStore rows,
    NamespaceOrganizations namespaces,
    EnvironmentStackMaterializer materializer,
    EnvironmentStackStatusWriter status,
    Waiters<EnvironmentStackResource> waiters,
    DatabaseOutage<EnvironmentStackResource> outage) : IEntityController<EnvironmentStackResource>
{
    /// <inheritdoc/>
    public async Task<ReconciliationResult<EnvironmentStackResource>> ReconcileAsync(EnvironmentStackResource entity, CancellationToken cancellationToken)
    {
        var (verdict, failure) = await outage.GuardAsync(
            entity,
            () => JudgeAsync(entity, cancellationToken),
            () => status.ShowAsync(entity, EnvironmentStackVerdict.DatabaseUnavailable(), cancellationToken));
        return failure ?? await status.ShowAsync(entity, verdict!, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>An object that went without its finalizer leaves its row behind; who wants the identity may now adopt it.</remarks>
    public async Task<ReconciliationResult<EnvironmentStackResource>> DeletedAsync(EnvironmentStackResource entity, CancellationToken cancellationToken)
    {
        outage.Over(NamespacedName.Of(entity));
        var identity = EnvironmentStackClaims.IdentityOf(entity);
        var own = (await rows.FindAsync(entity.Metadata.Uid, identity, cancellationToken)).Own;
        waiters.Wake(EnvironmentStackClaims.WantedIdentity(own?.Identity ?? identity), entity.Metadata.Uid);
        return ReconciliationResult<EnvironmentStackResource>.Success(entity);
    }

    private async Task<EnvironmentStackVerdict> JudgeAsync(EnvironmentStackResource entity, CancellationToken cancellationToken)
    {
        if (entity.Spec.Suspend == true)
        {
            return EnvironmentStackVerdict.Suspended();
        }

        var found = await rows.FindAsync(entity.Metadata.Uid, EnvironmentStackClaims.IdentityOf(entity), cancellationToken);
        var validation = EnvironmentStackValidator.Validate(entity.Spec.ToDraft(), isNew: found.Own is null);
        if (EnvironmentStackPolicies.CheckSpec(entity.Spec.Organization, validation) is { } refusal)
        {
            return EnvironmentStackVerdict.Refused(refusal, found.Own);
        }

        return await namespaces.CheckAsync(entity.Spec.Organization, entity.Metadata.NamespaceProperty, cancellationToken) is { } notAllowed
            ? EnvironmentStackVerdict.Refused(notAllowed)
            : await materializer.RunAsync(EnvironmentStackClaims.ClaimOf(entity, validation), found, cancellationToken);
    }
}
