using Npgsql;

namespace StackOperator.Store.Database;

#pragma warning disable MA0054 // An inner exception may repeat the value, and with it the password.

/// <summary>Reads what people put into <c>STACK_DATABASE_URL</c>. Errors never repeat the value: it holds a password.</summary>
public static class DatabaseUrl
{
    private static readonly Dictionary<string, string> KeywordByParameter = new(StringComparer.Ordinal)
    {
        ["application_name"] = "Application Name",
        ["client_encoding"] = "Client Encoding",
        ["connect_timeout"] = "Timeout",
        ["dbname"] = "Database",
        ["host"] = "Host",
        ["options"] = "Options",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["pool_max_conns"] = "Maximum Pool Size",
        ["port"] = "Port",
        ["search_path"] = "Search Path",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslmode"] = "SSL Mode",
        ["sslpassword"] = "SSL Password",
        ["sslrootcert"] = "Root Certificate",
        ["target_session_attrs"] = "Target Session Attributes",
        ["user"] = "Username",
    };

    /// <summary>
    /// Turns a libpq URL (<c>postgres://</c> or <c>postgresql://</c>, several hosts allowed) or an Npgsql connection
    /// string into a builder.
    /// </summary>
    /// <exception cref="FormatException">The text is neither, or names a parameter that is not known.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        var rest = WithoutScheme(text);
        if (rest is null)
        {
            return FromConnectionString(text);
        }

        var builder = new NpgsqlConnectionStringBuilder();
        var (authorityAndPath, query) = Cut(rest, '?');
        var (authority, path) = Cut(authorityAndPath, '/');
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Cut(authority[..at], ':');
            SetIfAny(builder, "Username", user);
            SetIfAny(builder, "Password", password);
        }

        SetHosts(builder, authority[(at + 1)..]);
        SetIfAny(builder, "Database", path);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, '=');
            Set(builder, Uri.UnescapeDataString(name), Uri.UnescapeDataString(value));
        }

        return builder;
    }

    private static string? WithoutScheme(string text)
    {
        foreach (var scheme in (ReadOnlySpan<string>)["postgres://", "postgresql://"])
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return text[scheme.Length..];
            }
        }

        return null;
    }

    private static NpgsqlConnectionStringBuilder FromConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new FormatException("it is neither a postgres:// URL nor a list of 'Keyword=value' pairs that Npgsql knows");
        }
    }

    // Npgsql takes several hosts as "a:1,b:2".
    private static void SetHosts(NpgsqlConnectionStringBuilder builder, string authority)
    {
        var host = Uri.UnescapeDataString(authority);
        if (host.Length == 0)
        {
            return;
        }

        var colon = host.LastIndexOf(':');
        var single = !host.Contains(',', StringComparison.Ordinal);
        if (single && colon >= 0 && !host.EndsWith(']'))
        {
            Set(builder, "port", host[(colon + 1)..]);
            host = host[..colon];
        }

        builder.Host = single ? host.Trim('[', ']') : host;
    }

    private static void SetIfAny(NpgsqlConnectionStringBuilder builder, string keyword, string value)
    {
        if (value.Length > 0)
        {
            builder[keyword] = Uri.UnescapeDataString(value);
        }
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string parameter, string value)
    {
        // "verify-full" and "read-write" are libpq's spelling of enum members that Npgsql writes without a dash.
        var plain = parameter is "sslmode" or "target_session_attrs" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        try
        {
            builder[KeywordByParameter.GetValueOrDefault(parameter, parameter)] = plain;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or OverflowException or InvalidCastException)
        {
            throw new FormatException($"the URL's parameter '{parameter}' is not known or its value is not usable");
        }
    }

    private static (string Before, string After) Cut(string text, char separator)
    {
        var index = text.IndexOf(separator, StringComparison.Ordinal);
        return index < 0 ? (text, string.Empty) : (text[..index], text[(index + 1)..]);
    }
}
