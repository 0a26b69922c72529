using System.Text.Json.Serialization;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;

namespace StackOperator.Crds.V1Alpha1.Stacks;

/// <summary>What the operator observed; written by it alone.</summary>
public sealed class StackStatus
{
    /// <summary>Row id (UUID) of the stack.</summary>
    [JsonPropertyName("id")]
    [Description("Row id (UUID) of the stack.")]
    public string? Id { get; set; }

    /// <summary>Version of the latest state-changing update; 0 before the first.</summary>
    [JsonPropertyName("version")]
    [Description("Version of the latest state-changing update; 0 before the first.")]
    public long? Version { get; set; }

    /// <summary>Id of the running update, absent when none runs.</summary>
    [JsonPropertyName("activeUpdate")]
    [Description("Id of the running update, absent when none runs.")]
    public string? ActiveUpdate { get; set; }

    /// <summary>The latest state-changing update.</summary>
    [JsonPropertyName("lastUpdate")]
    [Description("The latest state-changing update.")]
    public StackLastUpdate? LastUpdate { get; set; }

    /// <summary>Resources in the current state.</summary>
    [JsonPropertyName("resourceCount")]
    [Description("Resources in the current state.")]
    public long? ResourceCount { get; set; }

    /// <summary>metadata.generation this status speaks of.</summary>
    [JsonPropertyName("observedGeneration")]
    [Description("metadata.generation this status speaks of.")]
    public long? ObservedGeneration { get; set; }

    /// <summary>Conditions: Ready; Reconciling and Stalled while true.</summary>
    [JsonPropertyName("conditions")]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    [Items(maxItems: 16)]
    [Description("Conditions: Ready; Reconciling and Stalled while true.")]
    public IList<V1Condition>? Conditions { get; set; }
}
