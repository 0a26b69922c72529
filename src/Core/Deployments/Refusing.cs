using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace StackOperator.Core.Deployments;

/// <summary>The border between parsing code, which throws, and callers, who get a refusal as a value.</summary>
internal static class Refusing
{
    /// <summary>Runs <paramref name="parse"/> over a text; faults of the text become a refusal.</summary>
    public static bool Try<T>(
        ReadOnlyMemory<byte> text,
        Func<ReadOnlyMemory<byte>, T> parse,
        [NotNullWhen(true)] out T? result,
        [NotNullWhen(false)] out StateRefusal? refusal)
        where T : class
    {
        result = null;
        refusal = null;
        if (!Utf8.IsValid(text.Span))
        {
            refusal = new(StateRefusalKind.MalformedJson, "body", "not valid UTF-8");
            return false;
        }

        try
        {
            result = parse(text);
            return true;
        }
        catch (StateRefusedException refused)
        {
            refusal = refused.Refusal;
        }
        catch (JsonException fault)
        {
            refusal = Describe(text.Span, fault);
        }

        return false;
    }

    /// <summary>Runs an action over values that were read before; <paramref name="where"/> names what it works on.</summary>
    public static bool Try(Action action, string where, [NotNullWhen(false)] out StateRefusal? refusal)
    {
        refusal = null;
        try
        {
            action();
            return true;
        }
        catch (StateRefusedException refused)
        {
            refusal = where.Length == 0 ? refused.Refusal : refused.Within(where).Refusal;
        }
        catch (JsonException)
        {
            refusal = new(StateRefusalKind.MalformedJson, where, "not valid JSON");
        }

        return false;
    }

    /// <summary>The refusal of a text that a reader gave up on.</summary>
    public static StateRefusal Describe(ReadOnlySpan<byte> text, JsonException fault)
    {
        if (IsTooDeep(text))
        {
            return new(StateRefusalKind.TooDeep, "body", $"nested deeper than {DeploymentEnvelope.MaxDepth} levels");
        }

        var where = fault is { LineNumber: { } line, BytePositionInLine: { } column } ? $"line {line + 1}, byte {column + 1}" : "body";
        return new(StateRefusalKind.MalformedJson, where, text.IsEmpty ? "empty: send one JSON object" : "not valid JSON");
    }

    // The reader's exception does not say which of its reasons it is.
    private static bool IsTooDeep(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth > JsonText.MaxDepth)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }
}
