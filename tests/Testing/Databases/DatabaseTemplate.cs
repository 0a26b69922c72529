using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace StackOperator.Testing.Databases;

/// <summary>A migrated database that others are copied from; made once a server and set of migrations.</summary>
internal static class DatabaseTemplate
{
    private static readonly Lock _lock = new();
    private static Task<string>? _made;

    /// <summary>The template's name.</summary>
    public static Task<string> NameAsync(string server)
    {
        lock (_lock)
            return _made is null or { IsFaulted: true } ? _made = MakeAsync(server) : _made;
    }

    private static async Task<string> MakeAsync(string server)
    {
        var name = $"template_{await FingerprintAsync()}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        // Test processes share the server: one of them migrates, the others wait.
        await ExecuteAsync(connection, "select pg_advisory_lock(hashtext(@name))", name);
        try
        {
            if (await ExecuteAsync(connection, "select 1 from pg_database where datname = @name", name) is null)
                await MigrateAsync(server, connection, name);
        }
        finally
        {
            await ExecuteAsync(connection, "select pg_advisory_unlock(hashtext(@name))", name);
        }

        return name;
    }

    // Renamed when it is finished: a half-migrated template is never copied. Without a pool, since a template must have no connections.
    private static async Task MigrateAsync(string server, NpgsqlConnection connection, string name)
    {
        var unfinished = $"{name}_unfinished";
        await ExecuteAsync(connection, $"drop database if exists {unfinished} with (force)", name);
        await ExecuteAsync(connection, $"create database {unfinished} template template0", name);
        var target = new NpgsqlConnectionStringBuilder(server) { Database = unfinished, Pooling = false }.ConnectionString;
        await Migrations.ApplyAsync(target);
        await ExecuteAsync(connection, $"alter database {unfinished} rename to {name}", name);
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql, string name)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        if (sql.Contains("@name", StringComparison.Ordinal))
            command.Parameters.AddWithValue("name", name);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<string> FingerprintAsync()
    {
        var text = new StringBuilder();
        foreach (var (resource, sql) in await Migrations.ReadAsync())
            text.Append(resource).Append(sql);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
