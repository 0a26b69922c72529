namespace StackOperator.Store.Database;

/// <summary>How to reach PostgreSQL; validated on start.</summary>
public sealed class StackDatabaseOptions
{
    /// <summary>Name of the environment variable (and configuration key) that fills <see cref="Url"/>.</summary>
    public const string UrlKey = "STACK_DATABASE_URL";

    /// <summary>A <c>postgres://user:password@host:port/database?sslmode=…</c> URL, or an Npgsql connection string. Required.</summary>
    public string Url { get; set; } = string.Empty;

    /// <summary>Shown in <c>pg_stat_activity</c> unless the URL names an application. Default <c>stack-operator</c>.</summary>
    public string ApplicationName { get; set; } = "stack-operator";

    /// <summary>Most connections of this process. Default 50; a value in the URL wins.</summary>
    public int MaxPoolSize { get; set; } = 50;
}
