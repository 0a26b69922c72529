namespace StackOperator.Store.EnvironmentStackQueries;

/// <summary>What a write to an environment stack needs to know.</summary>
/// <param name="Record">The stack.</param>
/// <param name="OwnerUid">metadata.uid of its object; null = no object.</param>
/// <param name="OwnerNamespace">Namespace of the object.</param>
/// <param name="OwnerName">Name of the object.</param>
public sealed record EnvironmentStackOwnership(EnvironmentStackRecord Record, string? OwnerUid, string? OwnerNamespace, string? OwnerName);
