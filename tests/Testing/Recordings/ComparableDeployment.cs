using System.Text.Json.Nodes;

namespace StackOperator.Testing.Recordings;

/// <summary>A comparable form of an exported state: without manifest and without members that mean the same when absent.</summary>
public static class ComparableDeployment
{
    /// <summary>Features, sorted.</summary>
    public static JsonArray Features(JsonNode? untyped)
        => [.. (untyped?["features"]?.AsArray() ?? []).Select(node => (string)node!).Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name))];

    /// <summary>The deployment: resources by position, pending operations as a set.</summary>
    public static JsonObject Of(JsonNode? untyped)
    {
        var deployment = untyped?["deployment"] as JsonObject ?? [];
        var result = deployment.DeepClone().AsObject();
        result.Remove("manifest");
        result["resources"] = new JsonArray([.. (deployment["resources"] as JsonArray ?? []).Select(Resource)]);
        var operations = (deployment["pending_operations"] as JsonArray ?? [])
            .Select(node => new JsonObject { ["type"] = node?["type"]?.DeepClone(), ["resource"] = Resource(node?["resource"]) })
            .OrderBy(node => node.ToJsonString(), StringComparer.Ordinal);
        result["pending_operations"] = new JsonArray([.. operations]);
        return JsonComparison.WithoutEmpty(result);
    }

    private static JsonNode? Resource(JsonNode? node)
    {
        if (node is not JsonObject resource)
        {
            return node?.DeepClone();
        }

        var result = resource.DeepClone().AsObject();
        if (result["customTimeouts"] is JsonObject timeouts && JsonComparison.WithoutEmpty(timeouts).All(pair => pair.Value is JsonValue v && v.ToJsonString() == "0"))
        {
            result.Remove("customTimeouts");
        }

        if (result["propertyDependencies"] is JsonObject dependencies)
        {
            result["propertyDependencies"] = JsonComparison.WithoutEmpty(dependencies);
        }

        return JsonComparison.WithoutEmpty(result);
    }
}
