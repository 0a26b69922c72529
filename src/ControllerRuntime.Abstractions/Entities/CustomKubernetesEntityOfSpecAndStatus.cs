using k8s.Models;
using System.Text.Json.Serialization;

namespace StackOperator.ControllerRuntime.Abstractions.Entities;

/// <summary>Base of a custom resource with a spec and the status subresource.</summary>
/// <typeparam name="TSpec">The desired state.</typeparam>
/// <typeparam name="TStatus">The observed state.</typeparam>
public abstract class CustomKubernetesEntity<TSpec, TStatus> : CustomKubernetesEntity<TSpec>, IStatus<TStatus>
    where TSpec : new()
    where TStatus : new()
{
    /// <summary>The observed state; only the status subresource writes it.</summary>
    [JsonPropertyName("status")]
    public TStatus Status { get; set; } = new();
}
