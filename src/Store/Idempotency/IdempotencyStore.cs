using Npgsql;
using StackOperator.Store.Claims;
using StackOperator.Store.Database;
using StackOperator.Store.Updates;

namespace StackOperator.Store.Idempotency;

/// <summary>Answers to requests with an Idempotency-Key, kept for a day. Keys of one caller are no business of another.</summary>
public sealed class IdempotencyStore(NpgsqlDataSource database, ApiInstance instance)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Takes a key, or tells what became of the request that had it.</summary>
    public async Task<(IdempotencyOutcome Outcome, IdempotentAnswer? Answer)> BeginAsync(string organization, string login, string key, byte[] requestHash, CancellationToken cancellationToken)
    {
        // An old answer counts no more; a request whose process died never ends.
        const string TakeSql = $"""
            insert into idempotency_keys as c (organization, login, key, request_hash, instance) values ($1, $2, $3, $4, $5)
            on conflict (organization, login, key) do update
                set request_hash = excluded.request_hash, instance = excluded.instance, status = null, location = null, body = null, created_at = clock_timestamp()
                where c.created_at < clock_timestamp() - $6 or c.status is null and not {IdentityClaims.InstanceLives}
            """;
        const string FindSql = "select request_hash, status, location, body from idempotency_keys where organization = $1 and login = $2 and key = $3";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await connection.Command(TakeSql, organization, login, key, requestHash, instance.Id, Lifetime).RunAsync(cancellationToken) == 1)
        {
            return (IdempotencyOutcome.Fresh, null);
        }

        await using var command = connection.Command(FindSql, organization, login, key);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        // Gone in this moment: its request failed, a repetition may begin.
        if (!await reader.ReadAsync(cancellationToken))
        {
            return (IdempotencyOutcome.Running, null);
        }

        return (reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(requestHash), reader.GetValue<int>(1)) switch
        {
            (false, _) => (IdempotencyOutcome.OtherRequest, null),
            (true, null) => (IdempotencyOutcome.Running, null),
            (true, { } status) => (IdempotencyOutcome.Answered, new IdempotentAnswer(status, reader.Get<string>(2), reader.Get<byte[]>(3) ?? [])),
        };
    }

    /// <summary>Keeps the answer.</summary>
    public async Task CompleteAsync(string organization, string login, string key, IdempotentAnswer answer, CancellationToken cancellationToken)
    {
        const string Sql = "update idempotency_keys set status = $5, location = $6, body = $7 where organization = $1 and login = $2 and key = $3 and instance = $4";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.Command(Sql, organization, login, key, instance.Id, answer.Status, answer.Location, answer.Body.ToArray()).RunAsync(cancellationToken);
    }

    /// <summary>Gives a key back: the request had no answer that is worth keeping.</summary>
    public async Task ReleaseAsync(string organization, string login, string key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.Command("delete from idempotency_keys where organization = $1 and login = $2 and key = $3 and instance = $4 and status is null", organization, login, key, instance.Id)
            .RunAsync(cancellationToken);
    }

    /// <summary>Removes answers whose time is over.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command("delete from idempotency_keys where created_at < clock_timestamp() - $1", Lifetime).RunAsync(cancellationToken);
    }
}
