using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.Core.Updates;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>The life of updates: create, renew, complete, cancel, expire. Starting is <see cref="UpdateStarter"/>'s.</summary>
public sealed class UpdateStore
{
    private const string Insert =
        """
        insert into updates (id, stack_id, kind, dry_run, author, message, environment, config)
        select $4, s.id, $5, $6, $7, $8, $9, $10 from stacks s
        where s.organization = $1 and s.project = $2 and s.name = $3
        """;

    private const string Read =
        """
        select u.id, u.kind, u.status, u.dry_run, u.author, u.fault from updates u join stacks s on s.id = u.stack_id
        where u.id = $1 and s.organization = $2 and s.project = $3 and s.name = $4
        """;

    // The row lock makes this wait for whoever ends the update, and then see the end.
    private const string RenewLease =
        """
        update updates u set lease_until = greatest(u.lease_until, clock_timestamp() + make_interval(secs => $5 + $6))
        from stacks s
        where s.id = u.stack_id and u.id = $1 and s.organization = $2 and s.project = $3 and s.name = $4
          and u.status = 'running' and u.lease_hash = $7
        returning u.lease_until - make_interval(secs => $6)
        """;

    private const string ReadRow =
        $"""
        select {UpdateRow.Columns} from updates u join stacks s on s.id = u.stack_id
        where u.id = $1 and s.organization = $2 and s.project = $3 and s.name = $4
        """;

    private const string FindExpired = "select id from updates where status = 'running' and lease_until < clock_timestamp() order by lease_until limit $1";

    private const string Forget =
        """
        delete from updates where id in (
            select id from updates where status = 'not started' and created_at < clock_timestamp() - make_interval(hours => $1)
            limit $2 for update skip locked)
        """;

    private readonly NpgsqlDataSource _database;
    private readonly UpdateEnding _ending;
    private readonly LeaseOptions _leases;

    internal UpdateStore(NpgsqlDataSource database, UpdateEnding ending, LeaseOptions leases)
    {
        _database = database;
        _ending = ending;
        _leases = leases;
    }

    /// <summary>Creates an update that has not started. Null when the stack does not exist.</summary>
    public async Task<Guid?> CreateAsync(StackIdentity stack, NewUpdate update, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.Command(
            Insert,
            stack.Organization, stack.Project, stack.Name, id, UpdateNames.Of(update.Kind), update.DryRun || update.Kind == UpdateKind.Preview,
            update.Author, update.Message, update.Environment, update.Config).RunAsync(cancellationToken);
        return rows == 1 ? id : null;
    }

    /// <summary>One update; null when the stack has no such update.</summary>
    public async Task<UpdateSummary?> FindAsync(UpdateAddress address, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        return await connection.Command(Read, address.UpdateId, address.Stack.Organization, address.Stack.Project, address.Stack.Name)
            .FirstAsync(
                static row => new UpdateSummary(
                    row.GetGuid(0), UpdateNames.Kind(row.GetString(1))!.Value, UpdateNames.Status(row.GetString(2))!.Value, row.GetBoolean(3), row.GetString(4), row.Get<string>(5)),
                cancellationToken);
    }

    /// <summary>Renews a lease for <paramref name="duration"/>, at most <see cref="LeaseOptions.MaxSeconds"/>; it never becomes shorter.</summary>
    public async Task<RenewedLease> RenewAsync(UpdateAddress address, string? token, TimeSpan duration, CancellationToken cancellationToken)
    {
        var seconds = Math.Clamp(duration.TotalSeconds, 1, LeaseOptions.MaxSeconds);
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        var until = token is null ? null : await connection.Command(
            RenewLease,
            address.UpdateId, address.Stack.Organization, address.Stack.Project, address.Stack.Name,
            seconds, (double)_leases.GraceSeconds, LeaseToken.Hash(token)).FirstValueAsync<DateTimeOffset>(cancellationToken);
        if (until is { } end)
        {
            return new RenewedLease(UpdateVerdict.Proceed, end);
        }

        var row = await connection.Command(ReadRow, address.UpdateId, address.Stack.Organization, address.Stack.Project, address.Stack.Name)
            .FirstAsync(UpdateRow.Map, cancellationToken);
        // Between the two statements it may have been started by this token's owner; then the next renewal succeeds.
        return new RenewedLease(row is null ? null : UpdateLifecycle.Renew(row.View(token)) is var verdict && verdict == UpdateVerdict.Proceed ? UpdateVerdict.ForeignLease : verdict);
    }

    /// <summary>What a lease token is worth; null when there is no such update below the stack.</summary>
    public async Task<LeaseCheck?> CheckLeaseAsync(UpdateAddress address, string token, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        var row = await connection.Command(ReadRow, address.UpdateId, address.Stack.Organization, address.Stack.Project, address.Stack.Name)
            .FirstAsync(UpdateRow.Map, cancellationToken);
        return row?.View(token).Lease;
    }

    /// <summary>Completes an update with its lease token; null when there is no such update below the stack.</summary>
    /// <param name="address">The update.</param>
    /// <param name="token">Its lease token.</param>
    /// <param name="status">Succeeded or failed.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public Task<UpdateVerdict?> CompleteAsync(UpdateAddress address, string? token, UpdateStatus status, CancellationToken cancellationToken) =>
        EndAsync((connection, ct) => UpdateLocks.LockToEndAsync(connection, address, ct), row => UpdateLifecycle.Complete(row.View(token), status), status, cancellationToken);

    /// <summary>Cancels an update; null when there is no such update below the stack.</summary>
    public Task<UpdateVerdict?> CancelAsync(UpdateAddress address, CancellationToken cancellationToken) =>
        EndAsync((connection, ct) => UpdateLocks.LockToEndAsync(connection, address, ct), static row => UpdateLifecycle.Cancel(row.View()), UpdateStatus.Cancelled, cancellationToken);

    /// <summary>Ends an update as failed if its lease has run out.</summary>
    public Task<UpdateVerdict?> ExpireAsync(Guid updateId, CancellationToken cancellationToken) =>
        EndAsync((connection, ct) => UpdateLocks.LockToEndAsync(connection, updateId, ct), static row => UpdateLifecycle.Expire(row.View()), UpdateStatus.Failed, cancellationToken);

    /// <summary>Updates whose lease has run out, the oldest first.</summary>
    public async Task<IReadOnlyList<Guid>> FindExpiredAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        return await connection.Command(FindExpired, limit).ListAsync(static row => row.GetGuid(0), cancellationToken);
    }

    /// <summary>Deletes updates that were never started; gives how many.</summary>
    public async Task<int> ForgetNotStartedAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        return await connection.Command(Forget, _leases.ForgetNotStartedHours, limit).RunAsync(cancellationToken);
    }

    private Task<UpdateVerdict?> EndAsync(
        Func<NpgsqlConnection, CancellationToken, Task<UpdateRow?>> lockRow, Func<UpdateRow, UpdateVerdict> decide, UpdateStatus status, CancellationToken cancellationToken) =>
        _database.InTransactionAsync(
            async (connection, ct) =>
            {
                if (await lockRow(connection, ct) is not { } row)
                {
                    return (UpdateVerdict?)null;
                }

                var verdict = decide(row);
                return verdict == UpdateVerdict.Proceed && !await _ending.EndAsync(connection, row, status, ct) ? UpdateVerdict.NoState : verdict;
            },
            cancellationToken: cancellationToken);
}
