using StackOperator.Operator.Reconciling;

namespace StackOperator.Operator.Stacks.Steps;

/// <summary>Stops objects whose namespace may not claim their organization.</summary>
internal sealed class CheckOrganizationStep(NamespaceOrganizations namespaces) : IStackStep
{
    public async Task<StackOutcome?> RunAsync(StackInput input, CancellationToken cancellationToken)
        => await namespaces.CheckAsync(input.Claim.Identity.Organization, input.Claim.Owner.Namespace, cancellationToken) is { } refusal
            ? StackOutcome.Refused(refusal, input.Own)
            : null;
}
