namespace StackOperator.ControllerRuntime.Abstractions.Entities;

/// <summary>What a cache keeps of an object besides its bytes.</summary>
/// <param name="Key">Namespace and name.</param>
/// <param name="Uid">metadata.uid.</param>
/// <param name="ResourceVersion">metadata.resourceVersion.</param>
/// <param name="Generation">metadata.generation, 0 when the kind has none.</param>
/// <param name="DeletionRequested">Whether metadata.deletionTimestamp is set.</param>
public sealed record EntityHeader(NamespacedName Key, string Uid, string ResourceVersion, long Generation, bool DeletionRequested);
