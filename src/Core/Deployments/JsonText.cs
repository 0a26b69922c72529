using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StackOperator.Core.Deployments;

/// <summary>Reading JSON by position: values are found, not built, so that their bytes can be copied.</summary>
internal static class JsonText
{
    /// <summary>Depth the readers allow: a state inside a request body, a journal entry or a list sits up to four levels deeper.</summary>
    public const int MaxDepth = DeploymentEnvelope.MaxDepth + 4;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>A reader that stands on the first token.</summary>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, s_options);
        reader.Read();
        return reader;
    }

    /// <summary>Refuses anything after the one value.</summary>
    public static void End(ref Utf8JsonReader reader) => reader.Read();

    /// <summary>Position of the value the reader stands on; moves to its last token.</summary>
    public static JsonSlice Skip(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new JsonSlice(start, (int)reader.BytesConsumed - start);
    }

    /// <summary>Moves from <c>{</c> or the last value to the next member name; false at <c>}</c>.</summary>
    public static bool NextMember(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Moves from <c>[</c> or the last item to the next item; false at <c>]</c>.</summary>
    public static bool NextItem(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Refuses a value that is not an object.</summary>
    public static void ExpectObject(ref Utf8JsonReader reader, string where) => Expect(ref reader, JsonTokenType.StartObject, where, "an object");

    /// <summary>Refuses a value that is not an array.</summary>
    public static void ExpectArray(ref Utf8JsonReader reader, string where) => Expect(ref reader, JsonTokenType.StartArray, where, "a list");

    /// <summary>The text of a string value.</summary>
    public static string String(ref Utf8JsonReader reader, string where)
    {
        Expect(ref reader, JsonTokenType.String, where, "a string");
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(where, "not valid Unicode text");
        }
    }

    /// <summary>The member name the reader stands on; one that is no Unicode text comes as it is written.</summary>
    public static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    /// <summary>Refuses a value that is not a string, or one whose escapes are no Unicode text.</summary>
    public static void ExpectText(ref Utf8JsonReader reader, string where)
    {
        if (reader.ValueIsEscaped || reader.TokenType != JsonTokenType.String)
        {
            _ = String(ref reader, where);
        }
    }

    /// <summary>A JSON string, quotes included.</summary>
    public static byte[] Quote(string text) =>
        [(byte)'"', .. JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];

    /// <summary>An integer value of 64 bits, written as a JSON integer.</summary>
    public static long Integer(ref Utf8JsonReader reader, string where)
    {
        Expect(ref reader, JsonTokenType.Number, where, "an integer");
        return reader.TryGetInt64(out var value) ? value : throw Wrong(where, "not an integer of 64 bits");
    }

    /// <summary>A boolean value; null counts as false, as in the client's own decoder.</summary>
    public static bool Boolean(ref Utf8JsonReader reader, string where) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw Wrong(where, $"must be true or false, not {Name(reader.TokenType)}"),
    };

    /// <summary>A refusal of a value's shape.</summary>
    public static StateRefusedException Wrong(string where, string what) => new(StateRefusalKind.WrongShape, where, what);

    /// <summary>How a token is called in messages.</summary>
    public static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string where, string name)
    {
        if (reader.TokenType != token)
        {
            throw Wrong(where, $"must be {name}, not {Name(reader.TokenType)}");
        }
    }
}
