using System.Text.Json;

namespace StackOperator.ControllerRuntime.Client;

/// <summary>Receives one object of a list or watch; the span is only valid during the call.</summary>
internal delegate void ObjectSink(ReadOnlySpan<byte> json);

/// <summary>Reads a list answer object by object while it arrives, in any order of its fields.</summary>
internal sealed class ListReader(ObjectSink sink)
{
    // Objects decide about their own depth when they are decoded; the envelope must not fail because of one of them.
    public static readonly JsonReaderOptions Lenient = new() { MaxDepth = 10_000 };
    private JsonReaderState _state = new(Lenient);
    private bool _inItems;
    private bool _complete;

    public string? ResourceVersion { get; private set; }

    public string? Continue { get; private set; }

    /// <summary>Reads the answer to its end.</summary>
    /// <exception cref="JsonException">The answer is no JSON object.</exception>
    /// <exception cref="InvalidDataException">The answer ended early.</exception>
    public async Task ReadAsync(StreamBuffer buffer, CancellationToken cancellationToken)
    {
        while (!_complete)
        {
            buffer.Advance(Consume(buffer.Unread));
            if (!_complete && !await buffer.ReadMoreAsync(cancellationToken))
                throw new InvalidDataException("The list ended before its last object.");
        }
    }

    private int Consume(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, _state);
        var consumed = 0;
        while (!_complete && (_inItems ? ReadItem(ref reader, json) : ReadField(ref reader, json)))
        {
            consumed = (int)reader.BytesConsumed;
            _state = reader.CurrentState;
        }

        return consumed;
    }

    private bool ReadItem(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!reader.Read())
            return false;
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _inItems = false;
            return true;
        }

        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
            return false;
        sink(json[start..(int)reader.BytesConsumed]);
        return true;
    }

    private bool ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!reader.Read())
            return false;
        if (reader.TokenType != JsonTokenType.PropertyName)
        {
            _complete = reader.TokenType == JsonTokenType.EndObject;
            return true;
        }

        var (items, metadata) = (reader.ValueTextEquals("items"u8), reader.ValueTextEquals("metadata"u8));
        if (!reader.Read())
            return false;
        if (items && reader.TokenType == JsonTokenType.StartArray)
            return _inItems = true;
        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
            return false;
        if (metadata)
            ReadMetadata(json[start..(int)reader.BytesConsumed]);
        return true;
    }

    private void ReadMetadata(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Lenient);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (version, next) = (reader.ValueTextEquals("resourceVersion"u8), reader.ValueTextEquals("continue"u8));
            reader.Read();
            if (version)
                ResourceVersion = reader.GetString();
            else if (next)
                Continue = reader.GetString();
            else
                reader.Skip();
        }
    }
}
