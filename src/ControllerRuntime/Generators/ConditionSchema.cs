using k8s.Models;

namespace StackOperator.ControllerRuntime.Generators;

/// <summary>The schema of metav1.Condition, with the bounds that upstream declares for it (apimachinery, meta/v1/types.go).</summary>
internal static class ConditionSchema
{
    private static readonly string[] RequiredMembers = ["lastTransitionTime", "message", "reason", "status", "type"];

    public static V1JSONSchemaProps Create() => new()
    {
        Type = "object",
        Description = "One aspect of the object's state.",
        Required = [.. RequiredMembers],
        Properties = new SortedDictionary<string, V1JSONSchemaProps>(StringComparer.Ordinal)
        {
            ["lastTransitionTime"] = new() { Type = "string", Format = "date-time", Description = "When the status last changed." },
            ["message"] = new() { Type = "string", MaxLength = 32768, Description = "Text for people about the last transition; may be empty." },
            ["observedGeneration"] = new() { Type = "integer", Format = "int64", Minimum = 0, Description = "metadata.generation this condition was set for." },
            ["reason"] = new()
            {
                Type = "string",
                MinLength = 1,
                MaxLength = 1024,
                Pattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$",
                Description = "CamelCase word for the reason of the last transition.",
            },
            ["status"] = new() { Type = "string", EnumProperty = ["True", "False", "Unknown"], Description = "True, False or Unknown." },
            ["type"] = new()
            {
                Type = "string",
                MaxLength = 316,
                Pattern = @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
                Description = "Name of the aspect, CamelCase.",
            },
        },
    };

    public static bool Is(V1JSONSchemaProps schema)
        => schema.Properties is { } properties && schema.Required is { } required
            && properties.ContainsKey("lastTransitionTime") && required.SequenceEqual(RequiredMembers, StringComparer.Ordinal);
}
