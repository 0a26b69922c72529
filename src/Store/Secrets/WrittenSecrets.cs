using Npgsql;
using StackOperator.Core.Secrets;
using StackOperator.Store.Database;
using StackOperator.Store.Updates;

namespace StackOperator.Store.Secrets;

/// <summary>
/// Secret values that are written and never shown: one ciphertext for all values of an owner, under a data key of its own
/// that a key of the ring wraps. What is kept in clear is which names are set.
/// </summary>
public sealed class WrittenSecrets(NpgsqlDataSource database)
{
    private static readonly SecretOwnerKind[] s_kinds = [SecretOwnerKind.CredentialConfig, SecretOwnerKind.VcsIntegration];

    /// <summary>Replaces all values of an owner; false when the owner does not exist in the organization.</summary>
    /// <exception cref="KeyRingException">The ring cannot wrap.</exception>
    public async Task<bool> ReplaceAsync(SecretOwnerKind kind, string organization, Guid owner, IReadOnlyCollection<string> names, ReadOnlyMemory<byte> values, KeyRing ring, CancellationToken cancellationToken)
    {
        var (table, column, owners) = Names(kind);
        var key = DataKey.Create(owner);
        var sql = $"""
            insert into {table} ({column}, names, key_id, ring_key, wrapped, ciphertext)
            select o.id, $3, $4, $5, $6, $7 from {owners} o where o.organization = $1 and o.id = $2
            on conflict ({column}) do update set names = excluded.names, key_id = excluded.key_id, ring_key = excluded.ring_key,
                wrapped = excluded.wrapped, ciphertext = excluded.ciphertext, updated_at = clock_timestamp()
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            return await connection.Command(sql, organization, owner, names.Order(StringComparer.Ordinal).ToArray(), key.Id, ring.FirstId, key.Wrap(ring), SecretCipher.Encrypt(key, values.Span))
                .RunAsync(cancellationToken) == 1;
        }
        catch (PostgresException exception) when (SqlStateMapping.FaultOf(exception) == SqlFault.ForeignKeyViolation)
        {
            return false;
        }
    }

    /// <summary>The values of an owner as they were written; null when there are none. For those who use them, never for answers.</summary>
    /// <exception cref="KeyRingException">The ring cannot open them.</exception>
    public async Task<byte[]?> ReadAsync(SecretOwnerKind kind, Guid owner, KeyRing ring, CancellationToken cancellationToken)
    {
        var (table, column, _) = Names(kind);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.Command($"select {column}, key_id, ring_key, wrapped, ciphertext from {table} where {column} = $1", owner)
            .FirstAsync(static row => (Row: Row.Map(row), Ciphertext: row.GetFieldValue<byte[]>(4)) as object, cancellationToken) as (Row Row, byte[] Ciphertext)?;
        return row is { } found && SecretCipher.TryDecrypt(found.Row.Open(ring), found.Ciphertext, out var values) ? values : null;
    }

    /// <summary>Wraps anew, with the first key of the ring, every data key another one wraps. Gives how many.</summary>
    /// <exception cref="KeyRingException">The ring lacks a key that is still needed.</exception>
    public async Task<long> RewrapAsync(KeyRing ring, CancellationToken cancellationToken)
    {
        const int Step = 500;
        var done = 0L;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var (table, column, _) in s_kinds.Select(Names))
        {
            var (last, count) = (Guid.Empty, Step);
            while (count == Step)
            {
                var rows = await connection.Command($"select {column}, key_id, ring_key, wrapped from {table} where ring_key <> $1 and {column} > $2 order by {column} limit $3", ring.FirstId, last, Step)
                    .ListAsync(Row.Map, cancellationToken);
                foreach (var row in rows)
                {
                    done += await connection.Command($"update {table} set ring_key = $2, wrapped = $3 where {column} = $1 and wrapped = $4", row.Owner, ring.FirstId, row.Open(ring).Wrap(ring), row.Wrapped)
                        .RunAsync(cancellationToken);
                    last = row.Owner;
                }

                count = rows.Count;
            }
        }

        return done;
    }

    private static (string Table, string Column, string Owners) Names(SecretOwnerKind kind) => kind switch
    {
        SecretOwnerKind.CredentialConfig => ("credential_config_secrets", "credential_config_id", "credential_configs"),
        SecretOwnerKind.VcsIntegration => ("vcs_integration_secrets", "vcs_integration_id", "vcs_integrations"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private sealed record Row(Guid Owner, byte[] KeyId, string RingKey, byte[] Wrapped)
    {
        public static Row Map(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetFieldValue<byte[]>(1), row.GetString(2), row.GetFieldValue<byte[]>(3));

        public DataKey Open(KeyRing ring) => DataKey.Unwrap(ring, Owner, KeyId, RingKey, Wrapped);
    }
}
