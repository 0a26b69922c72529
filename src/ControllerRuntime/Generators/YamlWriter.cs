using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StackOperator.ControllerRuntime.Generators;

/// <summary>Block-style YAML 1.1/1.2 of a JSON value. Strings that a YAML reader could take for anything else are quoted the JSON way.</summary>
internal static partial class YamlWriter
{
    private static readonly string[] First = ["apiVersion", "kind", "metadata"];

    // Words that YAML 1.1 readers take for booleans or null.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { "y", "n", "yes", "no", "on", "off", "true", "false", "null" };

    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(StringBuilder text, JsonNode node)
    {
        if (IsEmpty(node) || node is JsonValue)
        {
            text.Append(Inline(node)).Append('\n');
            return;
        }

        Block(text, node, indent: 0, top: true);
    }

    private static void Block(StringBuilder text, JsonNode node, int indent, bool top = false)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                text.Append(' ', indent).Append("- ");
                Item(text, item, indent + 2);
            }

            return;
        }

        foreach (var (name, value) in Members((JsonObject)node, top))
        {
            text.Append(' ', indent).Append(Text(name)).Append(':');
            Value(text, value, value is JsonArray ? indent : indent + 2);
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonObject node, bool top)
        => node.Where(m => m.Value is not null)
            .OrderBy(m => top && Array.IndexOf(First, m.Key) is var at and >= 0 ? at : First.Length)
            .ThenBy(m => m.Key, StringComparer.Ordinal);

    private static void Value(StringBuilder text, JsonNode? value, int indent)
    {
        if (value is null or JsonValue || IsEmpty(value))
        {
            text.Append(' ').Append(Inline(value)).Append('\n');
            return;
        }

        text.Append('\n');
        Block(text, value, indent);
    }

    private static void Item(StringBuilder text, JsonNode? item, int indent)
    {
        if (item is null or JsonValue || IsEmpty(item))
        {
            text.Append(Inline(item)).Append('\n');
            return;
        }

        // The first line of a nested block stands behind the dash.
        var nested = new StringBuilder();
        Block(nested, item, indent);
        text.Append(nested, indent, nested.Length - indent);
    }

    private static bool IsEmpty(JsonNode node) => node is JsonArray { Count: 0 } || (node is JsonObject o && o.All(m => m.Value is null));

    private static string Inline(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray => "[]",
        JsonObject => "{}",
        _ => value.GetValueKind() == JsonValueKind.String ? Text(value.GetValue<string>()) : value.ToJsonString(),
    };

    private static string Text(string value)
        => Plain().IsMatch(value) && !Reserved.Contains(value) ? value : JsonSerializer.Serialize(value, Quoting);

    // Starts with a letter or slash, has no character that means something in YAML, and neither ends in a blank.
    [GeneratedRegex(@"\A[A-Za-z/](?:[A-Za-z0-9_./()$-]|,(?= )| (?=[^ ])(?!#)|:(?=[^ \r\n]))*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
