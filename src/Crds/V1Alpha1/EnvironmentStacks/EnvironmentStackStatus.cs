using System.Text.Json.Serialization;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;

namespace StackOperator.Crds.V1Alpha1.EnvironmentStacks;

/// <summary>What the operator observed; written by it alone.</summary>
public sealed class EnvironmentStackStatus
{
    /// <summary>Row id (UUID) of the stack.</summary>
    [JsonPropertyName("id")]
    [Description("Row id (UUID) of the stack.")]
    public string? Id { get; set; }

    /// <summary>Name of the project the stack is in.</summary>
    [JsonPropertyName("project")]
    [Description("Name of the project the stack is in.")]
    public string? Project { get; set; }

    /// <summary>Id (UUID) of that project.</summary>
    [JsonPropertyName("projectId")]
    [Description("Id (UUID) of the project the stack is in.")]
    public string? ProjectId { get; set; }

    /// <summary>How many environments the stack was created with.</summary>
    [JsonPropertyName("environmentCount")]
    [Description("How many environments the stack was created with.")]
    public int? EnvironmentCount { get; set; }

    /// <summary>The environments in order, with their workspaces as they are now.</summary>
    [JsonPropertyName("environments")]
    [XListType(XListType.Map)]
    [XListMapKeys("name")]
    [Description("The environments in order, with their workspaces as they are now.")]
    public IList<EnvironmentStatus>? Environments { get; set; }

    /// <summary>The newest run of each environment in one line.</summary>
    [JsonPropertyName("latest")]
    [Description("The newest run of each environment in one line, such as 'dev=completed prod=-'.")]
    public string? Latest { get; set; }

    /// <summary>metadata.generation this status speaks of.</summary>
    [JsonPropertyName("observedGeneration")]
    [Description("metadata.generation this status speaks of.")]
    public long? ObservedGeneration { get; set; }

    /// <summary>Conditions: Accepted, Materialized, Ready; Reconciling and Stalled while true.</summary>
    [JsonPropertyName("conditions")]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    [Items(maxItems: 16)]
    [Description("Conditions: Accepted, Materialized, Ready; Reconciling and Stalled while true.")]
    public IList<V1Condition>? Conditions { get; set; }
}
