using Npgsql;
using StackOperator.Dev.State;

namespace StackOperator.Dev.Up;

/// <summary>A database that exists already, of which <c>up</c> is told by <c>STACK_DATABASE_URL</c>. It is never stopped, emptied or dropped.</summary>
internal static class GivenDatabase
{
    private const int ConnectSeconds = 15;

    /// <summary>Looks whether it answers.</summary>
    /// <exception cref="CommandFailedException">It does not, or the address is none; the message names the reason and no password.</exception>
    public static async Task CheckAsync(string url, CancellationToken ct)
    {
        try
        {
            var address = new NpgsqlConnectionStringBuilder(ConnectionStrings.FromUrl(url)) { Timeout = ConnectSeconds, Pooling = false };
            await using var connection = new NpgsqlConnection(address.ConnectionString);
            await connection.OpenAsync(ct);
            Console.WriteLine($"  Using the database {address.Database} at {address.Host}:{address.Port}.");
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            // What Npgsql says about a wrong address may quote parts of it.
            var reason = e is NpgsqlException ? e.Message : "it is neither a postgres:// URL nor an Npgsql connection string";
            throw new CommandFailedException($"The database that {EnvFile.DatabaseUrl} names cannot be used ({reason}): correct the variable, or unset it for a private database.");
        }
    }
}
