using System.Text.Json;
using System.Text.Json.Nodes;

namespace StackOperator.ControllerRuntime.Client;

/// <summary>The parts of a serialised entity that a write may speak of.</summary>
internal static class EntityBody
{
    public const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private static readonly JsonElement Empty = JsonDocument.Parse("{}").RootElement.Clone();

    // The server's own; the status has an endpoint of its own.
    private static readonly string[] ServerMetadata = ["managedFields", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "selfLink", "uid"];

    public static JsonElement StatusOf(JsonElement entity) =>
        entity.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Object ? status : Empty;

    /// <summary>What an update compares. Caches hold no last-applied annotation, so its absence says nothing.</summary>
    public static JsonElement ForUpdate(JsonElement entity)
    {
        var body = Writable(entity);
        if (body["metadata"] is JsonObject metadata)
        {
            // Always an object, so that a difference names single annotations and never all of them.
            if (metadata["annotations"] is not JsonObject annotations)
                metadata["annotations"] = annotations = [];
            annotations.Remove(LastApplied);
        }

        return JsonSerializer.SerializeToElement(body, JsonNodeContext.Default.JsonObject);
    }

    public static string ForApply(JsonElement entity) => Writable(entity).ToJsonString();

    /// <summary>Makes a patch fail with a conflict unless the object still carries this value.</summary>
    public static void Precondition(JsonObject patch, string field, string value)
    {
        if (patch["metadata"] is JsonObject metadata)
            metadata[field] = value;
        else
            patch["metadata"] = new JsonObject { [field] = value };
    }

    private static JsonObject Writable(JsonElement entity)
    {
        var body = JsonNode.Parse(entity.GetRawText())!.AsObject();
        body.Remove("status");
        if (body["metadata"] is JsonObject metadata)
        {
            foreach (var field in ServerMetadata)
                metadata.Remove(field);
        }

        return body;
    }
}
