using System.Text;
using System.Text.RegularExpressions;

namespace StackOperator.Core.Names;

/// <summary>
/// Rules for every name a caller may choose, as the Pulumi CLI has them (pulumi-protocol, "Names"). Each check returns
/// null, or one sentence that says what is wrong and what is allowed.
/// </summary>
public static partial class NameRules
{
    /// <summary>Pattern of organization names; the CRD schema carries the same.</summary>
    public const string OrganizationPattern = "^[a-zA-Z0-9][a-zA-Z0-9_-]{1,38}[a-zA-Z0-9]$";

    /// <summary>Pattern of project and stack names; <c>.</c> and <c>..</c> fit it but are refused: clients cannot address them.</summary>
    public const string NamePattern = "^[A-Za-z0-9_.-]{1,100}$";

    /// <summary>Pattern of tag names.</summary>
    public const string TagNamePattern = "^[a-zA-Z0-9_.:-]{1,40}$";

    /// <summary>Longest tag value in UTF-8 bytes.</summary>
    public const int MaxTagValueBytes = 256;

    /// <summary>Most tags a stack may carry; the CLI knows no limit, an object in etcd must have one.</summary>
    public const int MaxTags = 512;

    /// <summary>Checks an organization name: 3 to 40 of letters, digits, <c>-</c>, <c>_</c>; first and last a letter or digit.</summary>
    public static string? CheckOrganization(string? value) => value is not null && IsWhole(Organization(), value)
        ? null
        : $"organization name {Quote(value)} is invalid: use 3 to 40 letters, digits, '-' or '_', the first and last a letter or digit";

    /// <summary>Checks a project name: 1 to 100 of letters, digits, <c>_</c>, <c>.</c>, <c>-</c>.</summary>
    public static string? CheckProject(string? value) => CheckName("project", value);

    /// <summary>Checks a stack name: 1 to 100 of letters, digits, <c>_</c>, <c>.</c>, <c>-</c>.</summary>
    public static string? CheckStack(string? value) => CheckName("stack", value);

    /// <summary>Checks a tag name: 1 to 40 of letters, digits, <c>-</c>, <c>_</c>, <c>.</c>, <c>:</c>.</summary>
    public static string? CheckTagName(string? value) => value is not null && IsWhole(TagName(), value)
        ? null
        : $"tag name {Quote(value)} is invalid: use 1 to 40 letters, digits, '-', '_', '.' or ':'";

    /// <summary>Checks a tag value: at most 256 bytes of UTF-8, no NUL (PostgreSQL cannot keep one).</summary>
    public static string? CheckTagValue(string name, string? value)
    {
        if (value is null)
        {
            return $"tag {Quote(name)} has no value: use a string";
        }

        if (value.Contains('\0', StringComparison.Ordinal))
        {
            return $"tag {Quote(name)} has a value with a NUL character: remove it";
        }

        return Encoding.UTF8.GetByteCount(value) <= MaxTagValueBytes
            ? null
            : $"tag {Quote(name)} has a value of {Encoding.UTF8.GetByteCount(value)} bytes: at most {MaxTagValueBytes} are allowed";
    }

    /// <summary>Checks a whole set of tags; one sentence per fault.</summary>
    public static IEnumerable<string> CheckTags(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > MaxTags)
        {
            yield return $"{tags.Count} tags are too many: at most {MaxTags} are allowed";
            yield break;
        }

        foreach (var (name, value) in tags)
        {
            if ((CheckTagName(name) ?? CheckTagValue(name, value)) is { } fault)
            {
                yield return fault;
            }
        }
    }

    private static string? CheckName(string kind, string? value) => value is not null and not "." and not ".." && IsWhole(Name(), value)
        ? null
        : $"{kind} name {Quote(value)} is invalid: use 1 to 100 letters, digits, '_', '.' or '-', but not '.' or '..' alone";

    // In .NET "$" also matches before a final line break, in RE2 (the schema) it does not.
    private static bool IsWhole(Regex pattern, string value) => !value.EndsWith('\n') && pattern.IsMatch(value);

    private static string Quote(string? value) => value switch
    {
        null => "(none)",
        { Length: > 120 } => $"'{value[..120]}…'",
        _ => $"'{value}'",
    };

    [GeneratedRegex(OrganizationPattern, RegexOptions.CultureInvariant)]
    private static partial Regex Organization();

    [GeneratedRegex(NamePattern, RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(TagNamePattern, RegexOptions.CultureInvariant)]
    private static partial Regex TagName();
}
