using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>The world as it matters for one object, read once per reconciliation.</summary>
/// <param name="Entity">The object.</param>
/// <param name="Claim">What it asks for.</param>
/// <param name="Own">The row it owns.</param>
/// <param name="Holder">The row that has the identity it wants, when that is another.</param>
internal sealed record StackInput(StackResource Entity, StackClaim Claim, StackRow? Own, StackRow? Holder);
