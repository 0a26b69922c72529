using System.Text.Json;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Checkpoints;

/// <summary>Reads the body of a delta: <c>{"version", "checkpointHash", "sequenceNumber", "deploymentDelta": [{"Span", "NewText"}]}</c>.</summary>
internal static class DeltaReader
{
    private const int HashLength = 64;

    public static DeltaCheckpoint Read(ReadOnlyMemory<byte> body)
    {
        var reader = JsonText.Open(body.Span);
        JsonText.ExpectObject(ref reader, "body");
        var (sequence, hash) = (0L, string.Empty);
        List<TextEdit>? edits = null;
        while (JsonText.NextMember(ref reader))
        {
            var isSequence = reader.ValueTextEquals("sequenceNumber"u8);
            var isHash = reader.ValueTextEquals("checkpointHash"u8);
            var isDelta = reader.ValueTextEquals("deploymentDelta"u8);
            reader.Read();
            if (isSequence)
            {
                sequence = JsonText.Integer(ref reader, "sequenceNumber");
            }
            else if (isHash)
            {
                hash = JsonText.String(ref reader, "checkpointHash");
            }
            else if (isDelta)
            {
                edits = ReadEdits(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        JsonText.End(ref reader);
        if (hash.Length != HashLength || !hash.All(char.IsAsciiHexDigitLower))
        {
            throw JsonText.Wrong("checkpointHash", "must be a SHA-256 in 64 lower-case hex digits");
        }

        return new DeltaCheckpoint(sequence, hash, edits ?? throw JsonText.Wrong("deploymentDelta", "missing: send a list of edits"));
    }

    private static List<TextEdit> ReadEdits(ref Utf8JsonReader reader)
    {
        var edits = new List<TextEdit>();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return edits;
        }

        JsonText.ExpectArray(ref reader, "deploymentDelta");
        while (JsonText.NextItem(ref reader))
        {
            try
            {
                edits.Add(ReadEdit(ref reader));
            }
            catch (StateRefusedException refused)
            {
                throw refused.Within($"deploymentDelta[{edits.Count}]");
            }
        }

        return edits;
    }

    private static TextEdit ReadEdit(ref Utf8JsonReader reader)
    {
        JsonText.ExpectObject(ref reader, string.Empty);
        var (start, end, newText) = (0L, 0L, Array.Empty<byte>());
        var hasSpan = false;
        while (JsonText.NextMember(ref reader))
        {
            var isSpan = reader.ValueTextEquals("Span"u8);
            var isText = reader.ValueTextEquals("NewText"u8);
            reader.Read();
            if (isSpan)
            {
                (start, end) = ReadSpan(ref reader);
                hasSpan = true;
            }
            else if (isText)
            {
                newText = ReadText(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return hasSpan ? new TextEdit(start, end, newText) : throw JsonText.Wrong("Span", "missing: send an object");
    }

    private static (long Start, long End) ReadSpan(ref Utf8JsonReader reader)
    {
        JsonText.ExpectObject(ref reader, "Span");
        var (start, end) = (0L, 0L);
        while (JsonText.NextMember(ref reader))
        {
            var isStart = reader.ValueTextEquals("start"u8);
            var isEnd = reader.ValueTextEquals("end"u8);
            reader.Read();
            if (isStart)
            {
                start = ReadOffset(ref reader, "Span.start");
            }
            else if (isEnd)
            {
                end = ReadOffset(ref reader, "Span.end");
            }
            else
            {
                reader.Skip();
            }
        }

        return (start, end);
    }

    private static long ReadOffset(ref Utf8JsonReader reader, string where)
    {
        JsonText.ExpectObject(ref reader, where);
        var offset = 0L;
        while (JsonText.NextMember(ref reader))
        {
            var isOffset = reader.ValueTextEquals("offset"u8);
            reader.Read();
            if (isOffset)
            {
                offset = JsonText.Integer(ref reader, $"{where}.offset");
            }
            else
            {
                reader.Skip();
            }
        }

        return offset;
    }

    private static byte[] ReadText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw JsonText.Wrong("NewText", $"must be a string, not {JsonText.Name(reader.TokenType)}");
        }

        var buffer = new byte[reader.ValueSpan.Length];
        try
        {
            var length = reader.CopyString(buffer);
            return length == buffer.Length ? buffer : buffer[..length];
        }
        catch (InvalidOperationException)
        {
            throw JsonText.Wrong("NewText", "not valid Unicode text");
        }
    }
}
