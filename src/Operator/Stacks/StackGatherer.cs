using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Reads the world for one object: one statement to the database.</summary>
internal sealed class StackGatherer(StackRowStore rows)
{
    public async Task<StackInput> GatherAsync(StackResource entity, StackClaim claim, CancellationToken cancellationToken)
    {
        var (own, holder) = await rows.FindAsync(claim.Owner.Uid, claim.Identity, cancellationToken);
        return new StackInput(entity, claim, own, holder);
    }
}
