namespace StackOperator.Core.EnvironmentStacks;

/// <summary>Rules for paths inside a repository: they never leave it.</summary>
public static class SourcePaths
{
    /// <summary>Longest path in characters.</summary>
    public const int MaxLength = 1024;

    /// <summary>Most variable files of one environment.</summary>
    public const int MaxVarFiles = 100;

    private const int MaxBranchLength = 255;

    /// <summary>Whether a text is a relative path below the source root.</summary>
    public static bool IsVarFile(string path) => path.Length > 0 && path[0] != '/' && IsInside(path);

    /// <summary>A source root with its leading slash; null when it is not usable.</summary>
    public static string? NormalizeRoot(string path)
        => !IsInside(path) || path.Length >= MaxLength ? null : path.StartsWith('/') ? path : $"/{path}";

    /// <summary>Whether a text may be a branch: git's own rules, as far as they keep it from being something else.</summary>
    public static bool IsBranch(string branch)
        => branch.Length is > 0 and <= MaxBranchLength
        && branch[0] is not ('-' or '/' or '.')
        && branch[^1] is not ('/' or '.')
        && !branch.Contains("..", StringComparison.Ordinal)
        && !branch.Contains("@{", StringComparison.Ordinal)
        && !branch.Contains("//", StringComparison.Ordinal)
        && !branch.EndsWith(".lock", StringComparison.Ordinal)
        && !branch.Any(static c => c is <= ' ' or '\u007f' or '~' or '^' or ':' or '?' or '*' or '[' or '\\' || char.IsControl(c));

    private static bool IsInside(string path)
        => path.Length <= MaxLength
        && !path.Any(static c => c == '\\' || char.IsControl(c))
        && !path.Split('/').Contains("..", StringComparer.Ordinal);
}
