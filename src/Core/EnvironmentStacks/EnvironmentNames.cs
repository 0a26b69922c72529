using System.Text.RegularExpressions;

namespace StackOperator.Core.EnvironmentStacks;

/// <summary>Names of environment stacks, environments and workspaces.</summary>
public static partial class EnvironmentNames
{
    /// <summary>Pattern of all of them: lower-case letters, digits, inner hyphens.</summary>
    public const string Pattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    /// <summary>Longest workspace name: it becomes a label value and the name of objects.</summary>
    public const int MaxWorkspaceNameLength = 63;

    /// <summary>Most environments of a stack.</summary>
    public const int MaxEnvironments = 100;

    /// <summary>The name of an environment's workspace. Not injective (a-b + c, a + b-c): compare the result.</summary>
    public static string WorkspaceName(string stack, string environment) => $"{stack}-{environment}";

    /// <summary>The key of an environment's state.</summary>
    public static string StateKey(string stack, string environment) => $"{stack}/{environment}";

    /// <summary>Whether a text is a name: pattern and length.</summary>
    public static bool IsName(string text)
        // In .NET "$" also matches before a final line break.
        => text.Length is > 0 and <= MaxWorkspaceNameLength && text[^1] != '\n' && NamePattern().IsMatch(text);

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex NamePattern();
}
