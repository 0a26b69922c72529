using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Leadership;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.Stacks.Steps;

/// <summary>Makes the row what the object asks for, or says why not. An object whose row already matches costs no write.</summary>
internal sealed class MaterializeStep(StackRowStore rows, LeadershipTerm term, IKubernetesClient client, Waiters<StackResource> waiters) : IStackStep
{
    // Each round finds another owner; more than a few in a row are no accident.
    private const int MaxOwners = 5;

    public async Task<StackOutcome?> RunAsync(StackInput input, CancellationToken cancellationToken) => StackPolicies.Plan(input.Claim, input.Own, input.Holder) switch
    {
        StackPlan.Keep keep => StackOutcome.Ready(keep.Row),
        StackPlan.Refuse refuse => StackOutcome.Refused(refuse.Refusal, refuse.Row),
        StackPlan.Wait wait => StackOutcome.RenameWaits(wait.Row, wait.Update),
        StackPlan.AskForOwner ask => await WriteUnlessOwnedAsync(input, ask.Owner, cancellationToken),
        _ => await WriteUnlessOwnedAsync(input, null, cancellationToken),
    };

    // Nobody is told that an identity is taken before the API server has confirmed that its owner exists.
    private async Task<StackOutcome> WriteUnlessOwnedAsync(StackInput input, StackOwner? owner, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            if (owner is not null && (round == MaxOwners || await ExistsAsync(owner, cancellationToken)))
            {
                return StackOutcome.Refused(StackPolicies.Taken(input.Claim.Identity, owner), input.Own);
            }

            var outcome = await term.WriteAsync(
                token => rows.MaterializeAsync(token, input.Claim, owner?.Uid, expectNew: input is { Own: null, Holder: null } && round == 0, cancellationToken),
                cancellationToken);
            if (outcome is MaterializeOutcome.OwnedByOther { Owner: { } other } && input.Own is null)
            {
                owner = other;
                continue;
            }

            return Conclude(input, outcome);
        }
    }

    private StackOutcome Conclude(StackInput input, MaterializeOutcome outcome)
    {
        switch (outcome)
        {
            case MaterializeOutcome.Done done:
                if (done.Former is { } former)
                {
                    waiters.Wake(former.ToString(), input.Claim.Owner.Uid);
                }

                return StackOutcome.Ready(done.Row, done.Change, done.Former);
            case MaterializeOutcome.UpdateRunning running:
                return StackOutcome.RenameWaits(running.Row with { Progress = running.Row.Progress with { Running = running.Update } }, running.Update);
            case MaterializeOutcome.ImmutableOrganization immutable:
                return StackOutcome.Refused(StackPolicies.OrganizationChanged(immutable.Row.Identity.Organization, input.Claim.Identity.Organization), immutable.Row);
            case MaterializeOutcome.OwnedByOther other:
                return StackOutcome.Refused(StackPolicies.Taken(input.Claim.Identity, other.Owner), input.Own);
            default:
                throw new InvalidOperationException($"materializing ended as {outcome.GetType().Name}, which nobody handles");
        }
    }

    private async Task<bool> ExistsAsync(StackOwner owner, CancellationToken cancellationToken)
        => await client.GetAsync<StackResource>(owner.Name, owner.Namespace, cancellationToken) is { } live && live.Metadata.Uid == owner.Uid;
}
