using System.Text;

namespace StackOperator.Core.EnvironmentStacks;

/// <summary>One thing that is wrong with a draft.</summary>
/// <param name="Field">Where, in the words of the REST interface: <c>environments[0].promote_to[1]</c>.</param>
/// <param name="Code">What, see <see cref="ViolationCodes"/>.</param>
/// <param name="Message">For people: what is wrong and what is allowed.</param>
/// <param name="Value">What was found, cut to a readable length; null where it may hold a secret or nothing was there.</param>
public sealed record Violation(string Field, string Code, string Message, string? Value = null)
{
    private const int MaxValueLength = 100;

    /// <summary>The field in the words of the resource.</summary>
    public string ResourceField => InResource(Field);

    /// <summary>Whether the draft is right by itself but would close a cycle: a conflict, not a malformed request.</summary>
    public bool IsConflict => Code == ViolationCodes.PromotionCycle;

    /// <summary>A field in the words of the resource: <c>spec.environments[0].promoteTo[1]</c>.</summary>
    public static string InResource(string field)
    {
        var text = new StringBuilder("spec.");
        var upper = false;
        foreach (var c in field)
        {
            if (c == '_')
            {
                upper = true;
                continue;
            }

            text.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return text.ToString();
    }

    /// <summary>A value as it may be shown: short, and without characters that break lines.</summary>
    public static string Shown(string value)
    {
        var cut = value.Length > MaxValueLength ? string.Concat(value.AsSpan(0, MaxValueLength), "…") : value;
        return string.Create(cut.Length, cut, static (chars, text) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = char.IsControl(text[i]) ? '?' : text[i];
            }
        });
    }
}
