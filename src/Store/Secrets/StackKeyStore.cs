using Npgsql;
using StackOperator.Core.Secrets;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;
using StackOperator.Store.Updates;

namespace StackOperator.Store.Secrets;

/// <summary>The data keys of stacks, kept wrapped.</summary>
public sealed class StackKeyStore(NpgsqlDataSource database)
{
    private const string ReadNewest =
        """
        select s.id, k.id, k.ring_key, k.wrapped from stacks s
        left join lateral (select * from stack_keys where stack_id = s.id order by created_at desc, id limit 1) k on true
        where s.organization = $1 and s.project = $2 and s.name = $3
        """;

    private const string ReadAll =
        """
        select s.id, k.id, k.ring_key, k.wrapped from stacks s left join stack_keys k on k.stack_id = s.id
        where s.organization = $1 and s.project = $2 and s.name = $3
        """;

    // Two first encryptions at once: the row lock on the stack lets one through, the other then finds its key.
    private const string LockStack = "select 1 from stacks where id = $1 for no key update";

    private const string Insert =
        """
        insert into stack_keys (stack_id, id, ring_key, wrapped) select $1, $2, $3, $4
        where not exists (select from stack_keys where stack_id = $1)
        """;

    private const string FindWrappedByOthers =
        "select stack_id, id, ring_key, wrapped from stack_keys where ring_key <> $1 and (stack_id, id) > ($2, $3) order by stack_id, id limit $4";

    private const string Rewrap = "update stack_keys set ring_key = $3, wrapped = $4 where stack_id = $1 and id = $2 and wrapped = $5";

    /// <summary>The key that encrypts for a stack, made at the first call. Null when the stack does not exist.</summary>
    /// <exception cref="KeyRingException">The ring cannot open it.</exception>
    public async Task<DataKey?> GetOrCreateAsync(StackIdentity stack, KeyRing ring, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await FindNewestAsync(connection, stack, cancellationToken);
        if (row is null or { Id: not null })
        {
            return row?.Open(ring);
        }

        await CreateAsync(connection, row.StackId, ring, cancellationToken);
        return (await FindNewestAsync(connection, stack, cancellationToken))?.Open(ring);
    }

    /// <summary>All keys of a stack, none when nothing was encrypted yet. Null when the stack does not exist.</summary>
    /// <exception cref="KeyRingException">The ring cannot open one.</exception>
    public async Task<IReadOnlyList<DataKey>?> ReadAsync(StackIdentity stack, KeyRing ring, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.Command(ReadAll, stack.Organization, stack.Project, stack.Name).ListAsync(KeyRow.Map, cancellationToken);
        return rows.Count == 0 ? null : [.. rows.Where(static row => row.Id is not null).Select(row => row.Open(ring))];
    }

    /// <summary>
    /// Wraps anew, with the first key of the ring, every data key another one wraps, in small steps while the API serves.
    /// Gives how many.
    /// </summary>
    /// <exception cref="KeyRingException">The ring lacks a key that is still needed.</exception>
    public async Task<long> RewrapAsync(KeyRing ring, CancellationToken cancellationToken)
    {
        const int Step = 500;
        var (done, last, lastKey) = (0L, Guid.Empty, Array.Empty<byte>());
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        while (true)
        {
            var rows = await connection.Command(FindWrappedByOthers, ring.FirstId, last, lastKey, Step).ListAsync(KeyRow.Map, cancellationToken);
            foreach (var row in rows)
            {
                done += await connection.Command(Rewrap, row.StackId, row.Id, ring.FirstId, row.Open(ring)!.Wrap(ring), row.Wrapped).RunAsync(cancellationToken);
            }

            if (rows.Count < Step)
            {
                return done;
            }

            (last, lastKey) = (rows[^1].StackId, rows[^1].Id!);
        }
    }

    private static Task<KeyRow?> FindNewestAsync(NpgsqlConnection connection, StackIdentity stack, CancellationToken cancellationToken) =>
        connection.Command(ReadNewest, stack.Organization, stack.Project, stack.Name).FirstAsync(KeyRow.Map, cancellationToken);

    private static async Task CreateAsync(NpgsqlConnection connection, Guid stackId, KeyRing ring, CancellationToken cancellationToken)
    {
        var key = DataKey.Create(stackId);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(LockStack, stackId);
        batch.Add(Insert, stackId, key.Id, ring.FirstId, key.Wrap(ring));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record KeyRow(Guid StackId, byte[]? Id, string? RingKey, byte[]? Wrapped)
    {
        public static KeyRow Map(NpgsqlDataReader row) => new(row.GetGuid(0), row.Get<byte[]>(1), row.Get<string>(2), row.Get<byte[]>(3));

        public DataKey Open(KeyRing ring) => DataKey.Unwrap(ring, StackId, Id!, RingKey!, Wrapped!);
    }
}
