using System.Text.RegularExpressions;

namespace StackOperator.Testing.Recordings;

/// <summary>The stack and update that a recorded path names.</summary>
/// <param name="Stack"><c>org/project/stack</c> as recorded.</param>
/// <param name="Update">Update id as recorded, or null.</param>
/// <param name="Rest">What follows, without leading slash.</param>
public sealed partial record StackPath(string Stack, string? Update, string Rest)
{
    /// <summary>Parses a path; null when it names no stack.</summary>
    public static StackPath? Parse(string path)
    {
        var match = Pattern().Match(path);
        return match.Success
            ? new StackPath(
                match.Groups["stack"].Value,
                match.Groups["update"] is { Success: true } update ? update.Value : null,
                match.Groups["rest"].Value)
            : null;
    }

    [GeneratedRegex("^/api/stacks/(?<stack>[^/?]+/[^/?]+/[^/?]+)(?:/update/(?<update>[^/?]+))?(?:/(?<rest>[^?]*))?$")]
    private static partial Regex Pattern();
}
