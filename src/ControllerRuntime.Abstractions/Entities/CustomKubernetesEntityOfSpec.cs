using k8s.Models;
using System.Text.Json.Serialization;

namespace StackOperator.ControllerRuntime.Abstractions.Entities;

/// <summary>Base of a custom resource with a spec.</summary>
/// <typeparam name="TSpec">The desired state.</typeparam>
public abstract class CustomKubernetesEntity<TSpec> : CustomKubernetesEntity, ISpec<TSpec>
    where TSpec : new()
{
    /// <summary>The desired state.</summary>
    [JsonPropertyName("spec")]
    public TSpec Spec { get; set; } = new();
}
