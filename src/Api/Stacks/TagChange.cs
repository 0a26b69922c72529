using System.Text.Json;
using StackOperator.Api.Problems;

namespace StackOperator.Api.Stacks;

/// <summary>What a PATCH of tags asks for.</summary>
/// <param name="Tags">Tags by name; null removes, in changes only.</param>
/// <param name="Replaces">The tags are the full set.</param>
internal sealed record TagChange(IReadOnlyDictionary<string, string?> Tags, bool Replaces)
{
    private const string MergeMember = "tags";

    /// <summary>The full set, for a replacement.</summary>
    public IReadOnlyDictionary<string, string> FullSet => Tags.ToDictionary(static tag => tag.Key, static tag => tag.Value!, StringComparer.Ordinal);

    /// <summary>
    /// Reads a body. A member <c>tags</c> that is an object makes it a change, and must then be the only member; anything else
    /// is the flat map, in which <c>tags</c> may be the name of a tag.
    /// </summary>
    public static (TagChange? Change, ApiProblem? Problem) Read(Dictionary<string, JsonElement> members)
    {
        var merges = members.TryGetValue(MergeMember, out var nested) && nested.ValueKind == JsonValueKind.Object;
        if (merges && members.Count > 1)
        {
            return (null, ApiProblem.BadRequest("the body mixes both forms: send {\"tags\": {…}} alone to change single tags, or a flat map to replace all"));
        }

        var tags = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in merges ? Members(nested) : members)
        {
            if (value.ValueKind != JsonValueKind.String && !(merges && value.ValueKind == JsonValueKind.Null))
            {
                return (null, ApiProblem.BadRequest($"tag '{Shorten(name)}' is no string{(merges ? " (null removes a tag)" : string.Empty)}"));
            }

            if (!TryRead(value, out var text))
            {
                return (null, ApiProblem.BadRequest($"tag '{Shorten(name)}' is not valid Unicode"));
            }

            tags[name] = text;
        }

        var fault = merges ? TagRules.CheckChanges(tags) : TagRules.Check(tags);
        return fault is null ? (new TagChange(tags, !merges), null) : (null, ApiProblem.BadRequest(fault));
    }

    private static IEnumerable<KeyValuePair<string, JsonElement>> Members(JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
        {
            yield return KeyValuePair.Create(member.Name, member.Value);
        }
    }

    // An escaped half of a surrogate pair is JSON, but no text.
    private static bool TryRead(JsonElement value, out string? text)
    {
        try
        {
            text = value.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
