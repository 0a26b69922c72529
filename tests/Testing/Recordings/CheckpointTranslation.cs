using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StackOperator.Testing.Recordings;

/// <summary>Moves recorded verbatim and delta saves to the names of this run: byte offsets and hashes change with them.</summary>
public static class CheckpointTranslation
{
    /// <summary>The exact bytes of one top-level member of a JSON object.</summary>
    public static byte[] RawMember(byte[] json, string name)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (found)
            {
                return json[start..(int)reader.BytesConsumed];
            }
        }

        throw new InvalidOperationException($"the recording has no member {name}");
    }

    /// <summary>Applies the edits of a recorded delta to the recorded text.</summary>
    public static byte[] Apply(byte[] recordedBase, JsonNode delta)
    {
        using var output = new MemoryStream();
        var position = 0;
        foreach (var edit in delta["deploymentDelta"]!.AsArray())
        {
            var start = (int)edit!["Span"]!["start"]!["offset"]!;
            output.Write(recordedBase, position, start - position);
            output.Write(Encoding.UTF8.GetBytes((string)edit["NewText"]!));
            position = (int)edit["Span"]!["end"]!["offset"]!;
        }

        output.Write(recordedBase, position, recordedBase.Length - position);
        return output.ToArray();
    }

    /// <summary>A delta body that turns one live text into the other: one edit between their common ends.</summary>
    public static JsonObject Delta(JsonNode recorded, byte[] liveBase, byte[] liveNew)
    {
        var prefix = 0;
        var shorter = Math.Min(liveBase.Length, liveNew.Length);
        while (prefix < shorter && liveBase[prefix] == liveNew[prefix])
        {
            prefix++;
        }

        while (prefix > 0 && ((prefix < liveBase.Length && IsContinuation(liveBase[prefix])) || (prefix < liveNew.Length && IsContinuation(liveNew[prefix]))))
        {
            prefix--;
        }

        var suffix = 0;
        while (suffix < shorter - prefix && liveBase[^(suffix + 1)] == liveNew[^(suffix + 1)])
        {
            suffix++;
        }

        while (suffix > 0 && IsContinuation(liveNew[^suffix]))
        {
            suffix--;
        }

        var body = recorded.DeepClone().AsObject();
        body["checkpointHash"] = Convert.ToHexStringLower(SHA256.HashData(liveNew));
        body["deploymentDelta"] = new JsonArray(new JsonObject
        {
            ["Span"] = new JsonObject { ["uri"] = "", ["start"] = Point(prefix), ["end"] = Point(liveBase.Length - suffix) },
            ["NewText"] = Encoding.UTF8.GetString(liveNew.AsSpan(prefix, liveNew.Length - suffix - prefix)),
        });
        return body;
    }

    /// <summary>Checks that a recorded delta gives the text that its own hash names.</summary>
    public static void Verify(JsonNode delta, byte[] result)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(result));
        if ((string?)delta["checkpointHash"] != hash)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"the recording's own delta gives {hash}"));
        }
    }

    private static bool IsContinuation(byte b) => (b & 0xC0) == 0x80;

    private static JsonObject Point(int offset) => new() { ["line"] = 1, ["column"] = 1, ["offset"] = offset };
}
