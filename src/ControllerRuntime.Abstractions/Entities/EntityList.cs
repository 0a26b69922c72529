using k8s;
using k8s.Models;
using System.Text.Json.Serialization;

namespace StackOperator.ControllerRuntime.Abstractions.Entities;

/// <summary>A list answer of the API server.</summary>
/// <typeparam name="T">The resource type.</typeparam>
public sealed class EntityList<T> : KubernetesObject, IKubernetesObject<V1ListMeta>, IItems<T>
    where T : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>List metadata: resource version and continue token.</summary>
    [JsonPropertyName("metadata")]
    public V1ListMeta Metadata { get; set; } = new();

    /// <summary>The resources.</summary>
    [JsonPropertyName("items")]
    public IList<T> Items { get; set; } = [];
}
