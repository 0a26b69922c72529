using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.Core.Updates;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>The history of a stack: every state-changing update, import and rename. Dry runs are not part of it.</summary>
public sealed class HistoryReader(NpgsqlDataSource database)
{
    private const string UpdateColumns =
        """
        u.id, u.kind, u.status, u.version, u.started_at, u.ended_at, u.author, u.message, u.environment, u.config, u.resource_changes,
        u.resource_count, null::text
        """;

    private const string FindStack = "select id from stacks where organization = $1 and project = $2 and name = $3";

    private const string ReadPage =
        $"""
        select * from (
            select {UpdateColumns} from updates u where u.stack_id = $1 and u.version is not null
            union all
            select null, 'rename', 'succeeded', r.version, r.renamed_at, r.renamed_at, '', null, null, null, null, null,
                   'Renamed from ' || r.from_project || '/' || r.from_name || ' to ' || r.to_project || '/' || r.to_name
            from stack_renames r where r.stack_id = $1
        ) h
        order by h.version desc, h.started_at desc
        limit $2 offset $3
        """;

    private const string ReadOne = $"select {UpdateColumns} from updates u where u.stack_id = $1 and u.version = $2";

    private const string ReadLatest = $"select {UpdateColumns} from updates u where u.stack_id = $1 and u.version is not null order by u.version desc limit 1";

    private const string ReadPreviews =
        "select u.id from updates u where u.stack_id = $1 and u.dry_run and u.started_at is not null order by u.created_at desc limit $2 offset $3";

    /// <summary>A page, newest first; null when the stack does not exist.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="limit">Entries on the page.</param>
    /// <param name="offset">Entries before it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<HistoryEntry>?> ReadAsync(StackIdentity stack, int limit, long offset, CancellationToken cancellationToken) =>
        InStackAsync(stack, (connection, id, ct) => ListAsync(connection.Command(ReadPage, id, limit, offset), Map, ct), cancellationToken);

    /// <summary>The update that made a version, or none; null when the stack does not exist.</summary>
    public Task<IReadOnlyList<HistoryEntry>?> ReadVersionAsync(StackIdentity stack, long version, CancellationToken cancellationToken) =>
        InStackAsync(stack, (connection, id, ct) => ListAsync(connection.Command(ReadOne, id, version), Map, ct), cancellationToken);

    /// <summary>The newest update, or none; null when the stack does not exist.</summary>
    public Task<IReadOnlyList<HistoryEntry>?> ReadLatestAsync(StackIdentity stack, CancellationToken cancellationToken) =>
        InStackAsync(stack, (connection, id, ct) => ListAsync(connection.Command(ReadLatest, id), Map, ct), cancellationToken);

    /// <summary>Ids of dry runs, newest first; null when the stack does not exist.</summary>
    public Task<IReadOnlyList<Guid>?> ReadPreviewsAsync(StackIdentity stack, int limit, long offset, CancellationToken cancellationToken) =>
        InStackAsync(stack, (connection, id, ct) => ListAsync(connection.Command(ReadPreviews, id, limit, offset), static row => row.GetGuid(0), ct), cancellationToken);

    private async Task<IReadOnlyList<T>?> InStackAsync<T>(
        StackIdentity stack, Func<NpgsqlConnection, Guid, CancellationToken, Task<IReadOnlyList<T>>> read, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var id = await connection.Command(FindStack, stack.Organization, stack.Project, stack.Name).FirstValueAsync<Guid>(cancellationToken);
        return id is { } found ? await read(connection, found, cancellationToken) : null;
    }

    private static async Task<IReadOnlyList<T>> ListAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        await command.ListAsync(map, cancellationToken);

    private static HistoryEntry Map(NpgsqlDataReader row) => new(
        row.GetValue<Guid>(0),
        row.GetString(1),
        row.GetString(2) is var status && UpdateNames.Status(status) is { } known ? UpdateNames.ResultOf(known) : status,
        row.GetInt64(3),
        row.GetFieldValue<DateTimeOffset>(4),
        row.GetValue<DateTimeOffset>(5),
        row.GetString(6),
        Json(row, 7),
        Json(row, 8),
        Json(row, 9),
        Json(row, 10),
        row.GetValue<long>(11),
        row.Get<string>(12));

    // Empty is how absent was stored once.
    private static byte[]? Json(NpgsqlDataReader row, int column) => row.Get<byte[]>(column) is { Length: > 0 } text ? text : null;
}
