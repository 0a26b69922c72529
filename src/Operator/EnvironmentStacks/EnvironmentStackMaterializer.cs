using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Leadership;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.EnvironmentStacks;

namespace StackOperator.Operator.EnvironmentStacks;

/// <summary>Makes the rows what a claim asks for, or says why not. An object whose rows already match costs no write.</summary>
internal sealed class EnvironmentStackMaterializer(
    EnvironmentStackStore rows, LeadershipTerm term, IKubernetesClient client, Waiters<EnvironmentStackResource> waiters)
{
    // Each round finds another owner; more than a few in a row are no accident.
    private const int MaxOwners = 5;

    public async Task<EnvironmentStackVerdict> RunAsync(EnvironmentStackClaim claim, EnvironmentStackRows found, CancellationToken cancellationToken)
        => EnvironmentStackPolicies.Plan(claim, found.Own, found.Holder) switch
        {
            EnvironmentStackPlan.Keep keep => EnvironmentStackVerdict.Ready(keep.Row),
            EnvironmentStackPlan.Refuse refuse => EnvironmentStackVerdict.Refused(refuse.Refusal, refuse.Row),
            EnvironmentStackPlan.AskForOwner ask => await WriteUnlessOwnedAsync(claim, found.Own, ask.Owner, cancellationToken),
            _ => await WriteUnlessOwnedAsync(claim, found.Own, null, cancellationToken),
        };

    // Nobody is told that an identity is taken before the API server has confirmed that its owner exists.
    private async Task<EnvironmentStackVerdict> WriteUnlessOwnedAsync(
        EnvironmentStackClaim claim, EnvironmentStackRow? own, StackOwner? owner, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            if (owner is not null && (round == MaxOwners || await ExistsAsync(owner, cancellationToken)))
            {
                return EnvironmentStackVerdict.Refused(EnvironmentStackPolicies.Taken(claim.Identity, owner), own);
            }

            var outcome = await term.WriteAsync(token => rows.MaterializeAsync(token, claim, owner?.Uid, cancellationToken), cancellationToken);
            if (outcome is EnvironmentStackOutcome.OwnedByOther { Owner: { } other } && own is null)
            {
                owner = other;
                continue;
            }

            return Conclude(claim, own, outcome);
        }
    }

    private EnvironmentStackVerdict Conclude(EnvironmentStackClaim claim, EnvironmentStackRow? own, EnvironmentStackOutcome outcome)
    {
        switch (outcome)
        {
            case EnvironmentStackOutcome.Done done:
                if (done.Former is { } former)
                {
                    waiters.Wake(EnvironmentStackClaims.WantedIdentity(former), claim.Owner.Uid);
                }

                return EnvironmentStackVerdict.Ready(done.Row, done.Change, done.Former);
            case EnvironmentStackOutcome.Immutable immutable:
                return EnvironmentStackVerdict.Refused(immutable.Refusal, immutable.Row);
            case EnvironmentStackOutcome.Refused refused:
                return EnvironmentStackVerdict.Refused(EnvironmentStackPolicies.Refuse(refused.Faults), refused.Row);
            case EnvironmentStackOutcome.OwnedByOther other:
                return EnvironmentStackVerdict.Refused(EnvironmentStackPolicies.Taken(claim.Identity, other.Owner), own);
            default:
                throw new InvalidOperationException($"materializing ended as {outcome.GetType().Name}, which nobody handles");
        }
    }

    private async Task<bool> ExistsAsync(StackOwner owner, CancellationToken cancellationToken)
        => await client.GetAsync<EnvironmentStackResource>(owner.Name, owner.Namespace, cancellationToken) is { } live && live.Metadata.Uid == owner.Uid;
}
