using Microsoft.Extensions.Options;
using StackOperator.Core.Stacks;
using StackOperator.Crds;

namespace StackOperator.Operator.Stacks.Steps;

/// <summary>Stops objects whose namespace may not claim their organization.</summary>
internal sealed class CheckOrganizationStep(NamespaceOrganizations namespaces, IOptions<StackOperatorOptions> options) : IStackStep
{
    public async Task<StackOutcome?> RunAsync(StackInput input, CancellationToken cancellationToken)
    {
        if (Check(input, input.NamespaceOrganizations) is null)
        {
            return null;
        }

        var refusal = Check(input, await namespaces.LiveAsync(input.Claim.Owner.Namespace, cancellationToken));
        return refusal is null ? null : StackOutcome.Refused(refusal, input.Own);
    }

    private StackRefusal? Check(StackInput input, string? annotation) => StackPolicies.CheckOrganization(
        input.Claim.Identity.Organization, input.Claim.Owner.Namespace, options.Value.HomeNamespace, ApiGroup.OrganizationsAnnotation, annotation);
}
