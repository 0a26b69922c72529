using System.Text.Json;
using StackOperator.Api.Problems;
using StackOperator.Core.EnvironmentStacks;

namespace StackOperator.Api.Requests;

/// <summary>
/// Reads the members of a JSON object by type and notes what does not fit, so that all faults of a body are told at once.
/// Null and absent are the same, except for <see cref="Has"/>.
/// </summary>
internal sealed class FieldReader(JsonElement value, string prefix, List<ProblemItem> faults)
{
    private const int MaxTextLength = 4096;

    /// <summary>Everything noted so far.</summary>
    public List<ProblemItem> Faults => faults;

    /// <summary>The reader of a whole body.</summary>
    public static FieldReader Of(HttpContext context) => new(JsonBody.Of(context).Root, string.Empty, []);

    /// <summary>Whether a member is there, null or not.</summary>
    public bool Has(string name) => value.TryGetProperty(name, out _);

    /// <summary>Whether a member is there and null.</summary>
    public bool IsNull(string name) => value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Null;

    /// <summary>Notes every member that is not among the known ones: a misspelt one must not be lost silently.</summary>
    public void RefuseOthers(params ReadOnlySpan<string> known)
    {
        foreach (var member in value.EnumerateObject())
        {
            var name = JsonTexts.NameOf(member);
            if (name is null || !known.Contains(name))
            {
                Note(Violation.Shown(name ?? "?"), "unknown_field", "this field does not exist");
            }
        }
    }

    /// <summary>A string.</summary>
    public string? Text(string name, int maxLength = MaxTextLength)
    {
        if (Find(name, JsonValueKind.String, "a string") is not { } member || ReadText(member, name) is not { } text)
        {
            return null;
        }

        if (text.Length <= maxLength && !text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        Note(name, "invalid_value", $"use at most {maxLength} characters, none of them NUL");
        return null;
    }

    /// <summary>A string that is one of some words.</summary>
    public string? Word(string name, params string[] words)
    {
        var text = Text(name);
        if (text is null || words.Contains(text))
        {
            return text;
        }

        Note(name, "invalid_value", $"use one of {string.Join(", ", words)}", text);
        return null;
    }

    /// <summary>A string or a number, as text.</summary>
    public string? TextOrNumber(string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number ? member.GetRawText() : Text(name);

    /// <summary>A UUID.</summary>
    public Guid? Id(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Guid.TryParseExact(text, "D", out var id))
        {
            return id;
        }

        Note(name, ViolationCodes.InvalidUuid, "use a UUID", text);
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag(string name)
    {
        if (!value.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (member.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return member.GetBoolean();
        }

        WrongType(name, "true or false");
        return null;
    }

    /// <summary>A list of strings; null entries are noted.</summary>
    public IReadOnlyList<string>? Texts(string name, int maxCount = 1000)
    {
        if (FindList(name, maxCount) is not { } list)
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var (item, where) in Items(list, name))
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                WrongType(where, "a string");
            }
            else if (ReadText(item, where) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>A list of objects; entries that are none are noted and null.</summary>
    public IReadOnlyList<FieldReader?>? Objects(string name, int maxCount = 10_000)
    {
        if (FindList(name, maxCount) is not { } list)
        {
            return null;
        }

        var objects = new List<FieldReader?>();
        foreach (var (item, where) in Items(list, name))
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                objects.Add(new FieldReader(item, $"{prefix}{where}.", faults));
                continue;
            }

            WrongType(where, "an object");
            objects.Add(null);
        }

        return objects;
    }

    /// <summary>An object, as its JSON text.</summary>
    public string? Json(string name, int maxLength = 64 * 1024)
    {
        if (Find(name, JsonValueKind.Object, "an object") is not { } member)
        {
            return null;
        }

        var text = member.GetRawText();
        if (text.Length <= maxLength && JsonTexts.IsStorable(member))
        {
            return text;
        }

        Note(name, "invalid_value", $"use at most {maxLength} characters of Unicode, none of them NUL, and finite numbers");
        return null;
    }

    /// <summary>An object of strings.</summary>
    public IReadOnlyDictionary<string, string>? TextMap(string name)
    {
        if (Find(name, JsonValueKind.Object, "an object") is not { } member)
        {
            return null;
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in member.EnumerateObject())
        {
            var key = JsonTexts.NameOf(entry);
            var where = $"{name}.{Violation.Shown(key ?? "?")}";
            if (key is null || entry.Value.ValueKind != JsonValueKind.String)
            {
                WrongType(where, "a string");
            }
            else if (ReadText(entry.Value, where) is { } text)
            {
                map[key] = text;
            }
        }

        return map;
    }

    /// <summary>Notes a fault of a member.</summary>
    public void Note(string name, string code, string detail, string? shown = null) =>
        faults.Add(new ProblemItem(prefix + name, code, detail) { Value = shown is null ? null : Violation.Shown(shown) });

    /// <summary>Notes that a member is missing, null or empty.</summary>
    public void Require(string name)
    {
        if (!value.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null || (member.ValueKind == JsonValueKind.String && member.ValueEquals(string.Empty)))
        {
            Note(name, ViolationCodes.Required, "this field is needed");
        }
    }

    private JsonElement? FindList(string name, int maxCount)
    {
        if (Find(name, JsonValueKind.Array, "a list") is not { } list)
        {
            return null;
        }

        if (list.GetArrayLength() <= maxCount)
        {
            return list;
        }

        Note(name, "invalid_value", $"use at most {maxCount} entries");
        return null;
    }

    private JsonElement? Find(string name, JsonValueKind kind, string expected)
    {
        if (!value.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (member.ValueKind == kind)
        {
            return member;
        }

        WrongType(name, expected);
        return null;
    }

    private string? ReadText(JsonElement member, string where)
    {
        if (JsonTexts.TextOf(member) is { } text)
        {
            return text;
        }

        // Half a surrogate pair.
        WrongType(where, "text in Unicode");
        return null;
    }

    private static IEnumerable<(JsonElement Item, string Where)> Items(JsonElement list, string name) => list.EnumerateArray().Select((item, i) => (item, $"{name}[{i}]"));

    private void WrongType(string name, string expected) => Note(name, "invalid_type", $"{expected} is needed");
}
