using System.Text.Json;
using StackOperator.Api.Problems;
using StackOperator.Store.Updates;

namespace StackOperator.Api.History;

/// <summary>A batch of engine events, <c>{"events": […]}</c>. Events are kept whole; only number and summary are read.</summary>
internal sealed record EventBatch(IReadOnlyList<EngineEventRow> Events, ReadOnlyMemory<byte>? ResourceChanges)
{
    private const int MaxDepth = 512;
    private const int MaxEvents = 10_000;
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a batch; events keep slices of <paramref name="body"/>.</summary>
    public static EventBatch Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return new EventBatch([], null);
        }

        try
        {
            return Read(body);
        }
        catch (JsonException)
        {
            throw ApiProblem.BadRequest($"the body is not valid JSON, or nested deeper than {MaxDepth} levels").AsException();
        }
    }

    private static EventBatch Read(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, s_options);
        reader.Read();
        Expect(reader.TokenType == JsonTokenType.StartObject, "the body must be an object");
        List<EngineEventRow> events = [];
        ReadOnlyMemory<byte>? changes = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEvents = reader.ValueTextEquals("events"u8);
            reader.Read();
            if (!isEvents || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
                continue;
            }

            Expect(reader.TokenType == JsonTokenType.StartArray, "'events' must be a list");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Expect(reader.TokenType == JsonTokenType.StartObject, "every event must be an object");
                Expect(events.Count < MaxEvents, $"more than {MaxEvents} events in one batch: send several");
                var start = (int)reader.TokenStartIndex;
                var sequence = ReadEvent(ref reader, body, ref changes);
                events.Add(new EngineEventRow(sequence, body[start..(int)reader.BytesConsumed]));
            }
        }

        reader.Read();
        return new EventBatch(events, changes);
    }

    private static long ReadEvent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref ReadOnlyMemory<byte>? changes)
    {
        long? sequence = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSequence = reader.ValueTextEquals("sequence"u8);
            var isSummary = reader.ValueTextEquals("summaryEvent"u8);
            reader.Read();
            if (isSequence)
            {
                Expect(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out _), "'sequence' must be an integer");
                sequence = reader.GetInt64();
            }
            else if (isSummary && reader.TokenType == JsonTokenType.StartObject)
            {
                changes = ReadSummary(ref reader, body) ?? changes;
            }
            else
            {
                reader.Skip();
            }
        }

        Expect(sequence is >= 0, "every event needs a 'sequence' from 0 on");
        return sequence!.Value;
    }

    private static ReadOnlyMemory<byte>? ReadSummary(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        ReadOnlyMemory<byte>? changes = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isChanges = reader.ValueTextEquals("resourceChanges"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (isChanges && isObject)
            {
                changes = body[start..(int)reader.BytesConsumed];
            }
        }

        return changes;
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw ApiProblem.BadRequest(otherwise).AsException();
        }
    }
}
