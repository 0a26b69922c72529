using System.Data;
using Npgsql;

namespace StackOperator.Store.Database;

/// <summary>Runs one decision in one transaction.</summary>
public static class TransactionExtensions
{
    private const int LongestShift = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction and commits. Deadlocks and serialization failures repeat the whole
    /// work for up to 15 s, with growing random pauses of at most 640 ms: a count of attempts would run out early on a busy
    /// server, where each takes long. So the work must not have effects outside the database. When the connection breaks during the
    /// commit nobody knows whether it happened: the exception is <see cref="SqlFault.Unavailable"/> and the caller's
    /// repetition must be harmless.
    /// </summary>
    /// <exception cref="NpgsqlException">See <see cref="SqlStateMapping"/>.</exception>
    public static async Task<T> InTransactionAsync<T>(
        this NpgsqlDataSource dataSource,
        Func<NpgsqlConnection, CancellationToken, Task<T>> work,
        IsolationLevel isolation = IsolationLevel.ReadCommitted,
        CancellationToken cancellationToken = default)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
                var result = await work(connection, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return result;
            }
            catch (Exception e) when (SqlStateMapping.FaultOf(e) == SqlFault.Contention && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 5 << Math.Min(attempt, LongestShift))), cancellationToken);
            }
        }
    }

    /// <inheritdoc cref="InTransactionAsync{T}"/>
    public static Task InTransactionAsync(
        this NpgsqlDataSource dataSource,
        Func<NpgsqlConnection, CancellationToken, Task> work,
        IsolationLevel isolation = IsolationLevel.ReadCommitted,
        CancellationToken cancellationToken = default)
        => dataSource.InTransactionAsync(
            async (connection, token) =>
            {
                await work(connection, token);
                return true;
            },
            isolation,
            cancellationToken);
}
