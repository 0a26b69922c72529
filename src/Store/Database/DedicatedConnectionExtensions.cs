using Npgsql;

namespace StackOperator.Store.Database;

/// <summary>Connections whose session belongs to one user: LISTEN, session locks.</summary>
internal static class DedicatedConnectionExtensions
{
    /// <summary>
    /// Opens a connection outside the pool: its session state must not be handed to somebody else, ends when it is disposed,
    /// and does not count against the pool's limit.
    /// </summary>
    public static async Task<NpgsqlConnection> OpenDedicatedConnectionAsync(this NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var pooled = dataSource.CreateConnection();
        var settings = new NpgsqlConnectionStringBuilder(pooled.ConnectionString) { Pooling = false, KeepAlive = 0, CommandTimeout = 10 };
        var connection = pooled.CloneWith(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
