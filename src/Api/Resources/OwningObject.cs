using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.Api.Resources;

/// <summary>The object that a stack is derived from.</summary>
/// <param name="Key">Namespace and name.</param>
/// <param name="Uid">metadata.uid.</param>
internal sealed record OwningObject(NamespacedName Key, string Uid);
