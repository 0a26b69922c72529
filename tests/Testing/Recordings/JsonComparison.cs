using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StackOperator.Testing.Recordings;

/// <summary>Compares JSON values and reads members the way the CLI's decoder does.</summary>
public static class JsonComparison
{
    /// <summary>Member by name: the exact spelling first, then ignoring case, as Go's encoding/json does.</summary>
    public static JsonNode? Member(JsonNode? node, string name)
    {
        if (node is not JsonObject o)
        {
            return null;
        }

        return o.TryGetPropertyValue(name, out var exact)
            ? exact
            : o.FirstOrDefault(pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
    }

    /// <summary>Says where two values first differ; null when they are equal. Numbers compare by value.</summary>
    public static string? FirstDifference(JsonNode? expected, JsonNode? actual, string path = "$")
    {
        switch (expected, actual)
        {
            case (JsonObject a, JsonObject b):
                foreach (var (key, value) in a)
                {
                    if (!b.TryGetPropertyValue(key, out var other))
                    {
                        return $"{path}.{key}: expected {Short(value)}, missing";
                    }

                    if (FirstDifference(value, other, $"{path}.{key}") is { } inner)
                    {
                        return inner;
                    }
                }

                return b.FirstOrDefault(pair => !a.ContainsKey(pair.Key)) is { Key: { } extra } pair
                    ? $"{path}.{extra}: not expected, came {Short(pair.Value)}"
                    : null;
            case (JsonArray a, JsonArray b):
                for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
                {
                    if (FirstDifference(a[i], b[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")) is { } inner)
                    {
                        return inner;
                    }
                }

                return a.Count == b.Count ? null : $"{path}: expected {a.Count} items, came {b.Count}";
            default:
                return SameScalar(expected, actual) ? null : $"{path}: expected {Short(expected)}, came {Short(actual)}";
        }
    }

    /// <summary>Drops members that Go's omitempty leaves out: null, false, "", [], {}.</summary>
    public static JsonObject WithoutEmpty(JsonObject o)
    {
        var result = new JsonObject();
        foreach (var (key, value) in o)
        {
            if (!IsEmpty(value))
            {
                result[key] = value!.DeepClone();
            }
        }

        return result;
    }

    /// <summary>Shortened text of a value for a message.</summary>
    public static string Short(JsonNode? value)
    {
        var text = value?.ToJsonString() ?? "null";
        return text.Length <= 160 ? text : text[..160] + "...";
    }

    private static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonObject o => o.Count == 0,
        JsonArray a => a.Count == 0,
        _ => value.GetValueKind() is JsonValueKind.False || (value.GetValueKind() is JsonValueKind.String && ((string)value!).Length == 0),
    };

    private static bool SameScalar(JsonNode? a, JsonNode? b)
    {
        if (a is null || b is null)
        {
            return a is null && b is null;
        }

        if (a.GetValueKind() != b.GetValueKind())
        {
            return false;
        }

        return a.GetValueKind() switch
        {
            JsonValueKind.String => (string?)a == (string?)b,
            JsonValueKind.Number => a.ToJsonString() == b.ToJsonString() || Number(a).Equals(Number(b)),
            JsonValueKind.True or JsonValueKind.False => true,
            _ => false,
        };
    }

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);
}
