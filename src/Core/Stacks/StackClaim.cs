namespace StackOperator.Core.Stacks;

/// <summary>What an object asks for.</summary>
/// <param name="Identity">The identity it wants.</param>
/// <param name="Tags">The full set of tags it wants.</param>
/// <param name="Owner">The object.</param>
/// <param name="Generation">metadata.generation that says so.</param>
public sealed record StackClaim(StackIdentity Identity, IReadOnlyDictionary<string, string> Tags, StackOwner Owner, long Generation);
