using Npgsql;
using StackOperator.Store.Database;

namespace StackOperator.Store.Leadership;

/// <summary>
/// Keeps a former leader from writing. The token lives in the database and only grows there: the count in the lease
/// starts anew when a cluster is rebuilt, the database does not.
/// </summary>
public sealed class OperatorFence(NpgsqlDataSource dataSource)
{
    // A leader that is suspended in the middle of a transaction would block its successor for as long as it sleeps.
    private const string Guard = "select set_config('idle_in_transaction_session_timeout', '15s', true)";

    /// <summary>
    /// Makes the caller the one writer. Waits for transactions of the former one that already passed their check, so
    /// that nothing of it commits afterwards.
    /// </summary>
    /// <returns>The token to pass to each write.</returns>
    public Task<long> RaiseAsync(CancellationToken cancellationToken = default) => dataSource.InTransactionAsync(
        static async (connection, token) =>
        {
            await connection.Command(Guard).RunAsync(token);
            await connection.Command("select pg_advisory_xact_lock($1)", AdvisoryLocks.Leadership).RunAsync(token);
            await using var raise = connection.Command("update operator_leadership set fencing_token = fencing_token + 1 returning fencing_token");
            return (long)(await raise.ExecuteScalarAsync(token))!;
        },
        cancellationToken: cancellationToken);

    /// <summary>Runs one decision in a transaction that commits only while <paramref name="fencingToken"/> is the newest.</summary>
    /// <exception cref="FencingTokenRejectedException">It is not.</exception>
    public Task<T> InTransactionAsync<T>(long fencingToken, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken = default)
        => dataSource.InTransactionAsync(
            async (connection, token) =>
            {
                await CheckAsync(connection, fencingToken, null, token);
                return await work(connection, token);
            },
            cancellationToken: cancellationToken);

    /// <summary>Runs statements in a transaction of one round trip and the commit, which happens only while <paramref name="fencingToken"/> is the newest.</summary>
    /// <exception cref="FencingTokenRejectedException">It is not.</exception>
    public Task ExecuteAsync(long fencingToken, Action<NpgsqlBatch> add, CancellationToken cancellationToken = default)
        => dataSource.InTransactionAsync((connection, token) => CheckAsync(connection, fencingToken, add, token), cancellationToken: cancellationToken);

    // The token is read by a statement of its own: its snapshot must be younger than the lock. What follows it in the batch
    // runs in any case, and is rolled back with everything when the token was not good.
    private static async Task CheckAsync(NpgsqlConnection connection, long fencingToken, Action<NpgsqlBatch>? add, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Guard);
        batch.Add("select pg_advisory_xact_lock_shared($1)", AdvisoryLocks.Leadership);
        batch.Add("select fencing_token from operator_leadership");
        add?.Invoke(batch);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || reader.GetInt64(0) != fencingToken)
        {
            throw new FencingTokenRejectedException();
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
            // Faults of the statements behind show here.
        }
    }
}
