using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StackOperator.Core.Tests.Recordings;

/// <summary>State traffic of an unmodified CLI (3.260.0; flow 25 is 3.220.0) with the states that the CLI's own replayer built from it.</summary>
internal sealed record Recording(string Flow, IReadOnlyList<RecordedExchange> Exchanges)
{
    public static IEnumerable<string> Flows() => Directory.EnumerateFiles(Folder, "*.jsonl").Select(f => Path.GetFileNameWithoutExtension(f)!).Order();

    public static Recording Load(string flow) =>
        new(flow, [.. File.ReadLines(Path.Combine(Folder, flow + ".jsonl")).Where(line => line.Contains("\"method\":", StringComparison.Ordinal)).Select(RecordedExchange.Parse)]);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Recordings");
}

internal sealed record RecordedExchange(string Method, string Path, int Status, JsonElement Line)
{
    private string[] Segments => Path.Split('?')[0].Trim('/').Split('/');

    /// <summary>organization/project/stack.</summary>
    public string Stack => string.Join('/', Segments.Skip(2).Take(3));

    public string Verb => Segments.Length == 7 && Segments[5] == "update" ? "start" : Segments.Length > 5 ? Segments[^1] : string.Empty;

    public bool IsExport => Method == "GET" && Segments.Length == 6 && Segments[5] == "export" && Status == 200;

    public string Update => Segments.Length > 6 ? Segments[6] : string.Empty;

    public string CliVersion => Line.GetProperty("headers").GetProperty("User-Agent").GetString() is { } agent && agent.IndexOf('(', StringComparison.Ordinal) is > 0 and var at ? agent[(at + 1)..].Split(';')[0] : string.Empty;

    public byte[] Body => Line.TryGetProperty("body_text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!)
        : Line.TryGetProperty("body", out var body) ? Encoding.UTF8.GetBytes(body.GetRawText()) : [];

    public JsonElement Response => Line.GetProperty("resp");

    public static RecordedExchange Parse(string line)
    {
        var element = JsonDocument.Parse(line).RootElement;
        return new RecordedExchange(
            element.GetProperty("method").GetString()!,
            element.GetProperty("path").GetString()!,
            element.GetProperty("status").GetInt32(),
            element);
    }
}

/// <summary>Brings states into one form: without the time, without members that mean nothing, numbers as the recorder's JSON had them.</summary>
internal static class CanonicalState
{
    public static string Of(ReadOnlySpan<byte> untypedDeployment)
    {
        var node = JsonNode.Parse(untypedDeployment)!.AsObject();
        if (node["deployment"] is JsonObject deployment)
        {
            (deployment["manifest"] as JsonObject)?.Remove("time");
            foreach (var resource in deployment["resources"]?.AsArray() ?? [])
            {
                Tidy(resource!.AsObject());
            }

            foreach (var operation in deployment["pending_operations"]?.AsArray() ?? [])
            {
                Tidy(operation!["resource"]!.AsObject());
            }

            Tidy(deployment);
        }

        Tidy(node);
        return Sort(node)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static void Tidy(JsonObject members)
    {
        foreach (var (name, value) in members.ToList())
        {
            var isEmpty = value switch
            {
                null => true,
                JsonObject o => o.Count == 0,
                JsonArray a => a.Count == 0,
                _ => value.ToJsonString() is "false" or "\"\"",
            };
            if (isEmpty)
            {
                members.Remove(name);
            }
        }
    }

    private static JsonNode? Sort(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sort(m.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sort)]),
        // The recorder decoded numbers to doubles.
        JsonValue v when v.GetValueKind() == JsonValueKind.Number => JsonValue.Create(v.GetValue<JsonElement>().GetDouble()),
        _ => node?.DeepClone(),
    };
}
