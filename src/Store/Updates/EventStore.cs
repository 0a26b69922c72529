using Npgsql;
using StackOperator.Core.Updates;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>Engine events, kept as sent.</summary>
public sealed class EventStore(NpgsqlDataSource database)
{
    private const int MaxPageBytes = 4 * 1024 * 1024;

    // UpdateLifecycle.WriteEvents in SQL.
    private const string MayWriteEvents = "lease.status <> 'not started' and lease.own";

    private const string Append =
        $"""
        with {WriteLease.Lease}, stored as (
            insert into engine_events (update_id, sequence, body)
            select $1, e.sequence, e.body from lease cross join unnest($6::bigint[], $7::bytea[]) e (sequence, body)
            where {MayWriteEvents}
            on conflict do nothing
        )
        select {WriteLease.Columns} from lease
        """;

    private const string KeepSummary =
        $"""
        with {WriteLease.Lease}
        update updates set resource_changes = $6 from lease where id = $1 and {MayWriteEvents}
        """;

    private const string ReadStatus =
        """
        select u.status from updates u join stacks s on s.id = u.stack_id
        where u.id = $1 and s.organization = $2 and s.project = $3 and s.name = $4
        """;

    private const string ReadPage = "select sequence, body from engine_events where update_id = $1 and sequence > $2 order by sequence limit $3";

    /// <summary>Stores events durably; those that are there are left as they are.</summary>
    /// <param name="address">The update.</param>
    /// <param name="token">Its lease token.</param>
    /// <param name="events">The events, in any order.</param>
    /// <param name="resourceChanges">Counts of the summary event, JSON object; null when there is none in the batch.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public async Task<WriteVerdict> AppendAsync(
        UpdateAddress address, string token, IReadOnlyList<EngineEventRow> events, ReadOnlyMemory<byte>? resourceChanges, CancellationToken cancellationToken)
    {
        var hash = LeaseToken.Hash(token);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(WriteLease.Lock, address.UpdateId);
        batch.Add(
            Append,
            address.UpdateId, address.Stack.Organization, address.Stack.Project, address.Stack.Name, hash,
            events.Select(static e => e.Sequence).ToArray(), events.Select(static e => e.Body).ToArray());
        if (resourceChanges is { } changes)
        {
            batch.Add(KeepSummary, address.UpdateId, address.Stack.Organization, address.Stack.Project, address.Stack.Name, hash, changes);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var verdict = await reader.ReadAsync(cancellationToken) ? UpdateLifecycle.WriteEvents(WriteLease.View(reader)) : (UpdateVerdict?)null;
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return new WriteVerdict(verdict);
    }

    /// <summary>
    /// Events after a number (-1 for all), in order, a bounded page of them; null when there is no such update below the stack.
    /// Batches arrive in any order: while the update runs, what follows a gap waits until the gap is filled, or a reader that
    /// goes on from the last number would never see what filled it.
    /// </summary>
    public async Task<EventPage?> ReadAsync(UpdateAddress address, long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var status = await connection.Command(ReadStatus, address.UpdateId, address.Stack.Organization, address.Stack.Project, address.Stack.Name)
            .FirstAsync(static row => row.GetString(0), cancellationToken);
        if (status is null)
        {
            return null;
        }

        var known = UpdateNames.Status(status)!.Value;
        var events = new List<EngineEventRow>();
        var (bytes, more) = (0L, false);
        await using var command = connection.Command(ReadPage, address.UpdateId, after, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (events.Count == limit || bytes > MaxPageBytes)
            {
                more = true;
                break;
            }

            var sequence = reader.GetInt64(0);
            if (known == UpdateStatus.Running && sequence != after + events.Count + 1)
            {
                break;
            }

            var body = reader.GetFieldValue<byte[]>(1);
            bytes += body.Length;
            events.Add(new EngineEventRow(sequence, body));
        }

        return new EventPage(known, events, more);
    }
}
