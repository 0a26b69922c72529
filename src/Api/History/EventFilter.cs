using System.Text.Json;

namespace StackOperator.Api.History;

/// <summary>Which events a reader wants: of some types (the name of the member beside number and time), about one resource.</summary>
internal sealed record EventFilter(IReadOnlyCollection<string> Types, string? Urn)
{
    /// <summary>Whether every event passes.</summary>
    public bool IsEmpty => Types.Count == 0 && Urn is null;

    /// <summary>The filter of a request.</summary>
    public static EventFilter Of(HttpRequest request) => new(
        [.. request.Query["type"].Where(static t => !string.IsNullOrEmpty(t)).Select(static t => t!)],
        request.Query["urn"].FirstOrDefault() is { Length: > 0 } urn ? urn : null);

    /// <summary>Whether an event passes. Types are matched with and without the ending <c>Event</c>.</summary>
    public bool Passes(ReadOnlyMemory<byte> body)
    {
        if (IsEmpty)
        {
            return true;
        }

        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 512 });
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.Name is not ("sequence" or "timestamp") && IsWanted(member.Name) && (Urn is null || IsAbout(member.Value, Urn)))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsWanted(string name) =>
        Types.Count == 0 || Types.Any(type => name.Equals(type, StringComparison.OrdinalIgnoreCase) || name.Equals(type + "Event", StringComparison.OrdinalIgnoreCase));

    private static bool IsAbout(JsonElement payload, string urn) => payload.ValueKind == JsonValueKind.Object
        && (Names(payload, "urn", urn)
            || Names(payload, "resourceUrn", urn)
            || (payload.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && Names(metadata, "urn", urn)));

    private static bool Names(JsonElement parent, string member, string urn) =>
        parent.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(urn);
}
