namespace StackOperator.Store.StackQueries;

/// <summary>What a write to a stack needs to know.</summary>
/// <param name="Id">Row id.</param>
/// <param name="OwnerUid">metadata.uid of its object; null = retained, no object.</param>
/// <param name="OwnerNamespace">Namespace of the object.</param>
/// <param name="OwnerName">Name of the object.</param>
/// <param name="ResourceCount">Resources in its state.</param>
/// <param name="ActiveUpdate">The running update.</param>
/// <param name="TagsJson">Tags as a JSON object.</param>
public sealed record StackOwnership(
    Guid Id,
    string? OwnerUid,
    string? OwnerNamespace,
    string? OwnerName,
    long ResourceCount,
    Guid? ActiveUpdate,
    string TagsJson);
