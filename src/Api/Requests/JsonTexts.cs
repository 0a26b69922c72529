using System.Text.Json;

namespace StackOperator.Api.Requests;

/// <summary>Texts of JSON that may hold half a surrogate pair, which JSON allows and Unicode does not.</summary>
internal static class JsonTexts
{
    /// <summary>The name of a member; null when it is not Unicode.</summary>
    public static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A string; null when it is not Unicode.</summary>
    public static string? TextOf(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether PostgreSQL can keep a value: Unicode without NUL, and numbers of a size.</summary>
    public static bool IsStorable(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().All(static member => IsText(NameOf(member)) && IsStorable(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(IsStorable),
        JsonValueKind.String => IsText(TextOf(value)),
        JsonValueKind.Number => value.TryGetDouble(out var number) && double.IsFinite(number),
        _ => true,
    };

    private static bool IsText(string? text) => text is not null && !text.Contains('\0', StringComparison.Ordinal);
}
