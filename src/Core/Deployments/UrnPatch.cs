using System.Text.Json;

namespace StackOperator.Core.Deployments;

/// <summary>Finds URNs in a text and notes the changed ones as replacements.</summary>
internal static class UrnPatch
{
    /// <summary>Changes the string the reader stands on; anything else is passed over.</summary>
    public static void CollectString(ref Utf8JsonReader reader, Func<string, string> change, TextPatch patch)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return;
        }

        // Nothing that is not written as a URN can be one; an escaped letter is possible, if unlikely.
        if (!reader.ValueIsEscaped && !reader.ValueSpan.StartsWith("urn:"u8))
        {
            return;
        }

        var text = JsonText.String(ref reader, $"byte {reader.TokenStartIndex}");
        var changed = change(text);
        if (!ReferenceEquals(text, changed) && text != changed)
        {
            var start = (int)reader.TokenStartIndex;
            patch.Add(start, (int)reader.BytesConsumed - start, JsonText.Quote(changed));
        }
    }

    /// <summary>Changes each string of a list.</summary>
    public static void CollectItems(ref Utf8JsonReader reader, Func<string, string> change, TextPatch patch)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (JsonText.NextItem(ref reader))
        {
            CollectString(ref reader, change, patch);
        }
    }

    /// <summary>Changes each string value of an object.</summary>
    public static void CollectValues(ref Utf8JsonReader reader, Func<string, string> change, TextPatch patch)
    {
        while (JsonText.NextMember(ref reader))
        {
            reader.Read();
            CollectString(ref reader, change, patch);
        }
    }
}
