namespace StackOperator.LocalServices.Provisioning;

/// <summary>Where a Debian machine gets its packages from.</summary>
internal static class AptSources
{
    /// <summary>The release whose source package of Kubernetes builds with its own tools.</summary>
    public const string Suite = "bookworm";

    /// <summary>A one-line <c>deb-src</c> entry for <see cref="Suite"/> at the mirror the machine uses; null when it has none for Debian's main part.</summary>
    public static string? SourceLine(string folder = "/etc/apt")
    {
        var parts = Path.Combine(folder, "sources.list.d");
        var files = new[] { Path.Combine(folder, "sources.list") }.Where(File.Exists).Concat(Directory.Exists(parts) ? Directory.EnumerateFiles(parts).Order(StringComparer.Ordinal) : []);
        return files.SelectMany(f => Parse(File.ReadAllText(f), deb822: f.EndsWith(".sources", StringComparison.Ordinal)))
            .Where(e => IsDebian(e.Uri))
            .Select(e => $"deb-src {(e.SignedBy is null ? "" : $"[signed-by={e.SignedBy}] ")}{e.Uri} {Suite} main")
            .FirstOrDefault();
    }

    // Security and third-party archives do not have the package.
    private static bool IsDebian(string uri) => uri.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal);

    internal static IEnumerable<(string Uri, string? SignedBy)> Parse(string text, bool deb822) => deb822 ? ParseStanzas(text) : ParseLines(text);

    // sources.list(5): deb [ option=value ... ] uri suite component...
    private static IEnumerable<(string Uri, string? SignedBy)> ParseLines(string text)
    {
        foreach (var line in text.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("deb ", StringComparison.Ordinal)))
        {
            var rest = line[4..].Trim();
            string? signedBy = null;
            if (rest.StartsWith('[') && rest.IndexOf(']') is > 0 and var end)
            {
                signedBy = rest[1..end].Split(' ').FirstOrDefault(o => o.StartsWith("signed-by=", StringComparison.Ordinal))?["signed-by=".Length..];
                rest = rest[(end + 1)..].Trim();
            }

            if (rest.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var uri, _, .. var components] && components.Contains("main"))
                yield return (uri, signedBy);
        }
    }

    private static IEnumerable<(string Uri, string? SignedBy)> ParseStanzas(string text)
    {
        foreach (var stanza in text.Split("\n\n"))
        {
            var fields = stanza.Split('\n').Where(l => !l.StartsWith('#') && l.Contains(':')).Select(l => l.Split(':', 2, StringSplitOptions.TrimEntries)).DistinctBy(f => f[0]).ToDictionary(f => f[0], f => f[1], StringComparer.OrdinalIgnoreCase);
            if (!fields.TryGetValue("URIs", out var uris) || !fields.GetValueOrDefault("Types", "").Split(' ').Contains("deb") || !fields.GetValueOrDefault("Components", "").Split(' ').Contains("main"))
                continue;
            var signedBy = fields.GetValueOrDefault("Signed-By") is { } key && key.StartsWith('/') ? key : null;
            foreach (var uri in uris.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return (uri, signedBy);
        }
    }
}
