using System.Text.Json;
using System.Text.Json.Nodes;

namespace StackOperator.ControllerRuntime.Client;

/// <summary>The JSON merge patch (RFC 7396) that turns one object into another.</summary>
internal static class MergeDiff
{
    /// <summary>Compares two objects.</summary>
    /// <returns>Null when nothing differs. Arrays are replaced whole; a member that went is null.</returns>
    public static JsonObject? Between(JsonElement before, JsonElement after)
    {
        JsonObject? patch = null;
        foreach (var member in after.EnumerateObject())
        {
            if (!before.TryGetProperty(member.Name, out var old))
                Put(member.Name, Node(member.Value));
            else if (old.ValueKind == JsonValueKind.Object && member.Value.ValueKind == JsonValueKind.Object)
                Merge(member.Name, Between(old, member.Value));
            else if (!JsonElement.DeepEquals(old, member.Value))
                Put(member.Name, Node(member.Value));
        }

        foreach (var member in before.EnumerateObject().Where(m => !after.TryGetProperty(m.Name, out _)))
            Put(member.Name, null);
        return patch;

        void Merge(string name, JsonObject? difference)
        {
            if (difference is not null)
                Put(name, difference);
        }

        void Put(string name, JsonNode? value) => (patch ??= [])[name] = value;
    }

    private static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value),
    };
}
