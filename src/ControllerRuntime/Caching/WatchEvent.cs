using System.Text.Json;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>One line of a watch: its type and the slice of its object, found in one pass.</summary>
internal readonly ref struct WatchEvent
{
    private WatchEvent(WatchEventKind kind, ReadOnlySpan<byte> json)
    {
        Kind = kind;
        Object = json;
    }

    public WatchEventKind Kind { get; }

    public ReadOnlySpan<byte> Object { get; }

    /// <summary>Takes a line apart.</summary>
    /// <exception cref="JsonException">The line is no watch event: the stream is broken.</exception>
    public static WatchEvent Parse(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, ListReader.Lenient);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A watch line must be a JSON object.");
        WatchEventKind? kind = null;
        ReadOnlySpan<byte> json = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isObject) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("object"u8));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isType && reader.TokenType == JsonTokenType.String)
                kind = KindOf(ref reader);
            reader.Skip();
            if (isObject)
                json = line[start..(int)reader.BytesConsumed];
        }

        return kind is { } known && !json.IsEmpty ? new(known, json) : throw new JsonException("A watch line must have a type and an object.");
    }

    private static WatchEventKind KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("MODIFIED"u8) ? WatchEventKind.Modified
        : reader.ValueTextEquals("ADDED"u8) ? WatchEventKind.Added
        : reader.ValueTextEquals("DELETED"u8) ? WatchEventKind.Deleted
        : reader.ValueTextEquals("BOOKMARK"u8) ? WatchEventKind.Bookmark
        : reader.ValueTextEquals("ERROR"u8) ? WatchEventKind.Error
        : WatchEventKind.Unknown;
}
