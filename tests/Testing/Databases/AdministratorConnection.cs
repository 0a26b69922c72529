using Npgsql;

namespace StackOperator.Testing.Databases;

/// <summary>Statements of the server's superuser.</summary>
internal static class AdministratorConnection
{
    public static async Task ExecuteAsync(string connectionString, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await ExecuteAsync(connection, sql, ct);
    }

    /// <summary>Copies a database. From PostgreSQL 15 on the default writes the copy page by page to the log as well, which takes three times as long.</summary>
    public static async Task CopyDatabaseAsync(string connectionString, string template, string name, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        var strategy = connection.PostgreSqlVersion.Major >= 15 ? " strategy file_copy" : "";
        await ExecuteAsync(connection, $"create database {name} template {template}{strategy}", ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
