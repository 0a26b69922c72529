using Npgsql;
using NpgsqlTypes;
using StackOperator.Benchmarks.Environments;
using StackOperator.Benchmarks.Loads;

namespace StackOperator.Benchmarks.Scenarios.Updates;

/// <summary>The same bytes in and out of the same PostgreSQL without a server in between: what could be had at best.</summary>
internal sealed class RawDatabase(BenchmarkEnvironment environment) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(environment.Installation.DatabaseUrl);

    /// <summary>Makes the tables.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync("create table if not exists raw_rows (batch uuid, n bigint, body bytea, primary key (batch, n))", cancellationToken);
        await ExecuteAsync("create table if not exists raw_texts (id bigint generated always as identity primary key, body bytea)", cancellationToken);
        await ExecuteAsync("alter table raw_texts alter column body set storage external", cancellationToken);
    }

    /// <summary>COPY of batches of rows, a commit each.</summary>
    public Task<LoadResult> CopyAsync(int workers, int batches, IReadOnlyList<byte[]> bodies, CancellationToken cancellationToken) => ClosedLoop.RunAsync(
        workers,
        batches,
        async (_, ct) =>
        {
            await using var connection = await _source.OpenConnectionAsync(ct);
            await using var copy = await connection.BeginBinaryImportAsync("copy raw_rows (batch, n, body) from stdin (format binary)", ct);
            var batch = Guid.CreateVersion7();
            for (var n = 0; n < bodies.Count; n++)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(batch, NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync((long)n, NpgsqlDbType.Bigint, ct);
                await copy.WriteAsync(bodies[n], NpgsqlDbType.Bytea, ct);
            }

            await copy.CompleteAsync(ct);
            return true;
        },
        cancellationToken);

    /// <summary>INSERT of one text, a commit each.</summary>
    public Task<LoadResult> InsertAsync(int workers, int count, byte[] body, CancellationToken cancellationToken) => ClosedLoop.RunAsync(
        workers,
        count,
        async (_, ct) =>
        {
            await using var command = _source.CreateCommand("insert into raw_texts (body) values ($1)");
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = body });
            await command.ExecuteNonQueryAsync(ct);
            return true;
        },
        cancellationToken);

    /// <summary>SELECT of the text inserted last.</summary>
    public async Task<LoadResult> SelectAsync(int workers, int count, CancellationToken cancellationToken)
    {
        await using var last = _source.CreateCommand("select max(id) from raw_texts");
        var id = (long)(await last.ExecuteScalarAsync(cancellationToken))!;
        return await ClosedLoop.RunAsync(
            workers,
            count,
            async (_, ct) =>
            {
                await using var command = _source.CreateCommand("select body from raw_texts where id = $1");
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
                await using var reader = await command.ExecuteReaderAsync(ct);
                return await reader.ReadAsync(ct) && reader.GetFieldValue<byte[]>(0).Length > 0;
            },
            cancellationToken);
    }

    /// <summary>Bytes of write-ahead log so far.</summary>
    public async Task<long> WalAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
