using System.Text.Json.Serialization;
using StackOperator.ControllerRuntime.Abstractions.Attributes;

namespace StackOperator.Crds.V1Alpha1.EnvironmentStacks;

/// <summary>One environment and its workspace.</summary>
public sealed class EnvironmentStatus
{
    /// <summary>Name of the environment.</summary>
    [Required]
    [JsonPropertyName("name")]
    [Description("Name of the environment.")]
    public string Name { get; set; } = string.Empty;

    /// <summary>Id (UUID) of its workspace.</summary>
    [JsonPropertyName("workspaceId")]
    [Description("Id (UUID) of its workspace.")]
    public string? WorkspaceId { get; set; }

    /// <summary>The workspace's present name.</summary>
    [JsonPropertyName("workspaceName")]
    [Description("The workspace's present name.")]
    public string? WorkspaceName { get; set; }

    /// <summary>The workspace's present state key.</summary>
    [JsonPropertyName("stateKey")]
    [Description("The workspace's present state key.")]
    public string? StateKey { get; set; }

    /// <summary>Place in the stack, from 0.</summary>
    [JsonPropertyName("order")]
    [Description("Place in the stack, from 0.")]
    public int? Order { get; set; }

    /// <summary>Whether every promotion from here inside the stack is automatic.</summary>
    [JsonPropertyName("autoPromote")]
    [Description("Whether every promotion from here to environments of this stack is automatic; true when there is none.")]
    public bool? AutoPromote { get; set; }

    /// <summary>Status of the newest run; absent when there was none.</summary>
    [JsonPropertyName("latestRunStatus")]
    [Description("Status of the newest run; absent when there was none.")]
    public string? LatestRunStatus { get; set; }
}
