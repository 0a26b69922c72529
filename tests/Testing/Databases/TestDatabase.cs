using Npgsql;
using StackOperator.Testing.Services;

namespace StackOperator.Testing.Databases;

/// <summary>A database of its own for one test, on the server that the whole run shares. Dropped on disposal.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _server;
    private readonly string _name;

    private TestDatabase(string server, string name)
    {
        _server = server;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name, IncludeErrorDetail = true }.ConnectionString;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>Connection string of a superuser, Npgsql syntax.</summary>
    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>Makes a database.</summary>
    /// <param name="migrate">True for the current schema (copied from a template, fast), false for an empty database.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<TestDatabase> CreateAsync(bool migrate = true, CancellationToken ct = default)
    {
        var server = await TestServices.DatabaseAsync().WaitAsync(ct);
        var name = $"test_{Guid.NewGuid():N}";
        var template = migrate ? await DatabaseTemplate.NameAsync(server).WaitAsync(ct) : "template0";
        await AdministratorConnection.CopyDatabaseAsync(server, template, name, ct);
        return new TestDatabase(server, name);
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        using (var pooled = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(pooled);
        await AdministratorConnection.ExecuteAsync(_server, $"drop database if exists {_name} with (force)", CancellationToken.None);
    }
}
