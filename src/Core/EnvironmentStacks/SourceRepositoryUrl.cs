using System.Diagnostics.CodeAnalysis;

namespace StackOperator.Core.EnvironmentStacks;

/// <summary>
/// Brings repository URLs to one form, HTTPS without credentials. SSH forms are understood for hosts that serve the same
/// path over both. A refused text may hold a token: no caller may show it.
/// </summary>
public static class SourceRepositoryUrl
{
    /// <summary>Longest URL in characters.</summary>
    public const int MaxLength = 2048;

    private const int LongestPlainUserName = 39;
    private static readonly HashSet<string> _sshHosts = new(StringComparer.OrdinalIgnoreCase) { "github.com", "gitlab.com", "bitbucket.org", "codeberg.org" };
    private static readonly string[] _tokenPrefixes = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "ATBB", "ATCTT", "x-token-auth"];

    /// <summary>Normalises a URL: lower-case host, no default port, no user name, no trailing slash.</summary>
    /// <returns>False when it is not usable.</returns>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? url)
    {
        url = null;
        if (text.Length is 0 or > MaxLength || text.Any(static c => c is <= ' ' or '\\' or '\u007f' || char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            return false;
        }

        return (ToHttps(text) is { } https) && Uri.TryCreate(https, UriKind.Absolute, out var uri) && TryBuild(uri, out url);
    }

    private static bool TryBuild(Uri uri, [NotNullWhen(true)] out string? url)
    {
        url = null;
        var path = uri.AbsolutePath.TrimEnd('/');
        if (uri.Scheme != Uri.UriSchemeHttps || uri.Host.Length == 0 || path.Length < 2 || uri.Query.Length > 0 || uri.Fragment.Length > 0
            || !IsPlainUserName(uri.UserInfo))
        {
            return false;
        }

        url = $"https://{uri.IdnHost.ToLowerInvariant()}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}{path}";
        return true;
    }

    // "https://name@host/…" is how some providers write their clone URLs; what looks like a token there is one.
    private static bool IsPlainUserName(string userInfo)
        => !userInfo.Contains(':', StringComparison.Ordinal)
        && !userInfo.Contains("%3A", StringComparison.OrdinalIgnoreCase)
        && userInfo.Length <= LongestPlainUserName
        && !_tokenPrefixes.Any(prefix => userInfo.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static string? ToHttps(string text)
    {
        const string Ssh = "ssh://";
        if (text.StartsWith(Ssh, StringComparison.OrdinalIgnoreCase))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.IsDefaultPort | uri.Port is 22 or -1 && _sshHosts.Contains(uri.Host) && IsPlainUserName(uri.UserInfo)
                && uri.Query.Length == 0 && uri.Fragment.Length == 0
                ? $"https://{uri.Host}{uri.AbsolutePath}"
                : null;
        }

        return text.Contains("://", StringComparison.Ordinal) ? text : ScpToHttps(text);
    }

    // git@host:owner/repository
    private static string? ScpToHttps(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var colon = text.IndexOf(':', at + 1);
        if (at < 1 || colon < at + 2 || !IsPlainUserName(text[..at]))
        {
            return null;
        }

        var (host, path) = (text[(at + 1)..colon], text[(colon + 1)..].TrimStart('/'));
        return _sshHosts.Contains(host) && !path.AsSpan().ContainsAny("?#@") ? $"https://{host}/{path}" : null;
    }
}
