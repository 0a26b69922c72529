using System.Text.Json.Serialization;
using StackOperator.ControllerRuntime.Abstractions.Attributes;

namespace StackOperator.Crds.V1Alpha1.Stacks;

/// <summary>The latest state-changing update of a stack.</summary>
public sealed class StackLastUpdate
{
    /// <summary>update, refresh, destroy, import or resource-import.</summary>
    [JsonPropertyName("kind")]
    [Description("update, refresh, destroy, import or resource-import.")]
    public string? Kind { get; set; }

    /// <summary>running, succeeded, failed or cancelled.</summary>
    [JsonPropertyName("status")]
    [Description("running, succeeded, failed or cancelled.")]
    public string? Status { get; set; }

    /// <summary>When it started.</summary>
    [JsonPropertyName("startTime")]
    [Description("When it started.")]
    public DateTime? StartTime { get; set; }

    /// <summary>When it ended; absent while it runs.</summary>
    [JsonPropertyName("endTime")]
    [Description("When it ended; absent while it runs.")]
    public DateTime? EndTime { get; set; }

    /// <summary>The version it made.</summary>
    [JsonPropertyName("version")]
    [Description("The version it made.")]
    public long? Version { get; set; }
}
