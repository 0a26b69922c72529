namespace StackOperator.ControllerRuntime.Caching;

/// <summary>Compares resource versions of one kind, which are decimal numbers in every known server.</summary>
internal static class ResourceVersions
{
    /// <summary>Whether <paramref name="candidate"/> is later; true when one of them is no number, since nothing can be said then.</summary>
    public static bool IsNewer(string candidate, string than) =>
        !IsNumber(candidate) || !IsNumber(than) || Compare(candidate, than) > 0;

    public static string Latest(string? first, string second) => first is null || IsNewer(second, first) ? second : first;

    private static int Compare(string first, string second) =>
        first.Length != second.Length ? first.Length.CompareTo(second.Length) : string.CompareOrdinal(first, second);

    private static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
