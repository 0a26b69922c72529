using Npgsql;

namespace StackOperator.Dev.Up;

/// <summary>Database addresses as Npgsql wants them.</summary>
internal static class ConnectionStrings
{
    /// <summary>Turns <c>postgres://user:password@host:port/database?sslmode=…</c> into a connection string; anything else is taken for one.</summary>
    public static string FromUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql"))
            return text;
        var user = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.IsDefaultPort || url.Port < 0 ? 5432 : url.Port,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
        };
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2)
            builder.Password = Uri.UnescapeDataString(user[1]);
        if (System.Web.HttpUtility.ParseQueryString(url.Query)["sslmode"] is { } mode && Enum.TryParse<SslMode>(mode.Replace("-", ""), ignoreCase: true, out var ssl))
            builder.SslMode = ssl;
        return builder.ConnectionString;
    }
}
