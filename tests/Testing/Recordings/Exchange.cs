using System.Text.Json.Nodes;

namespace StackOperator.Testing.Recordings;

/// <summary>A recorded request and its answer.</summary>
public sealed class Exchange(JsonObject row)
{
    /// <summary>Number within the flow.</summary>
    public int Sequence { get; } = (int)row["seq"]!;

    /// <summary>HTTP method.</summary>
    public string Method { get; } = (string)row["method"]!;

    /// <summary>Path with query, as recorded.</summary>
    public string PathAndQuery { get; } = (string)row["path"]!;

    /// <summary>Path without query.</summary>
    public string Path { get; } = ((string)row["path"]!).Split('?')[0];

    /// <summary><c>token TOKEN</c>, <c>token BAD-TOKEN</c>, <c>update-token LEASE-n</c> or <c>none</c>.</summary>
    public string Authorization { get; } = (string?)row["auth"] ?? "none";

    /// <summary>Headers that the player sends as they are.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; } =
        row["headers"]?.AsObject().ToDictionary(pair => pair.Key, pair => (string)pair.Value!) ?? [];

    /// <summary>Parsed request body, if it was JSON.</summary>
    public JsonNode? Body { get; } = row["body"];

    /// <summary>Exact text of the request body, where its bytes matter.</summary>
    public string? BodyText { get; } = (string?)row["body_text"];

    /// <summary>Recorded status.</summary>
    public int Status { get; } = (int)row["status"]!;

    /// <summary>Recorded answer, if it was JSON.</summary>
    public JsonNode? Answer { get; } = row["resp"];

    /// <summary>Neighbours with the same value overlapped in time.</summary>
    public int? Parallel { get; } = (int?)row["parallel"];

    /// <summary>Of two parallel exchanges exactly one may succeed, whichever.</summary>
    public bool OneWinner { get; } = row["winner"] is not null;

    /// <summary>Statuses that are expected instead of the recorded one; empty when it counts.</summary>
    public IReadOnlyList<int> ExpectedStatuses { get; } = row["expect"]?["status"] switch
    {
        JsonArray many => [.. many.Select(node => (int)node!)],
        JsonValue one => [(int)one],
        _ => [],
    };

    /// <summary>Members left out of a comparison, dotted.</summary>
    public IReadOnlyList<string> Ignored { get; } = [.. row["expect"]?["ignore"]?.AsArray().Select(node => (string)node!) ?? []];
}
