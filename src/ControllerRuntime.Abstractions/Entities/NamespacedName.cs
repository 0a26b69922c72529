using k8s;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Abstractions.Entities;

/// <summary>The key of an object within its kind.</summary>
/// <param name="Namespace">Namespace, or null for cluster-scoped objects.</param>
/// <param name="Name">The object's metadata.name.</param>
public readonly record struct NamespacedName(string? Namespace, string Name)
{
    /// <summary>The key of an entity.</summary>
    public static NamespacedName Of(IKubernetesObject<V1ObjectMeta> entity) => new(entity.Metadata.NamespaceProperty, entity.Metadata.Name);

    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
