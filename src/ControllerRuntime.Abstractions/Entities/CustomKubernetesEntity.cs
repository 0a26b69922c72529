using k8s;
using k8s.Models;
using System.Text.Json.Serialization;

namespace StackOperator.ControllerRuntime.Abstractions.Entities;

/// <summary>Base of a custom resource without spec: type meta and metadata.</summary>
public abstract class CustomKubernetesEntity : KubernetesObject, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Standard object metadata.</summary>
    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();
}
