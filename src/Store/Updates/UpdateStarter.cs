using Npgsql;
using StackOperator.Core.Updates;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>Starts updates: takes the stack, freezes its state, hands out the lease.</summary>
public sealed class UpdateStarter
{
    private const int MaxAttempts = 5;

    private const string ReadUpdate = "select u.dry_run, u.status, u.kind, u.author from updates u where u.id = $1 and u.stack_id = $2";

    private const string ReadVersion = "select coalesce((select version from stack_states where stack_id = $1), 0)";

    private const string Start =
        """
        update updates set status = 'running', version = $2, journal_version = $3, client = $4, lease_hash = $5,
            started_at = clock_timestamp(), lease_until = clock_timestamp() + make_interval(secs => $6 + $7)
        where id = $1 and status = 'not started'
        returning lease_until - make_interval(secs => $7)
        """;

    private const string TakeStack =
        """
        update stack_states t
        set active_update = u.id, active_update_kind = u.kind, active_update_author = u.author, active_update_start = u.started_at,
            last_update = u.id, last_update_kind = u.kind, last_update_status = 'running', last_update_start = u.started_at,
            last_update_end = null, last_update_version = u.version, hold_until = null, changed_at = clock_timestamp()
        from updates u where u.id = $1 and t.stack_id = u.stack_id
        """;

    private readonly NpgsqlDataSource _database;
    private readonly UpdateStore _updates;
    private readonly LeaseOptions _leases;

    internal UpdateStarter(NpgsqlDataSource database, UpdateStore updates, LeaseOptions leases)
    {
        _database = database;
        _updates = updates;
        _leases = leases;
    }

    /// <summary>
    /// Starts an update. A state-changing one takes the stack; when the lease of the update that holds it has run out, that
    /// one is ended first.
    /// </summary>
    /// <param name="address">The update.</param>
    /// <param name="journalAsked">Highest journal version the client writes; null when it does not journal.</param>
    /// <param name="client">Version of the client, for manifests; may be empty.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public async Task<StartedUpdate> StartAsync(UpdateAddress address, long? journalAsked, string client, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (started, expired) = await _database.InTransactionAsync(
                (connection, ct) => TryStartAsync(connection, address, journalAsked, client, ct), cancellationToken: cancellationToken);
            if (expired is not { } holder || attempt == MaxAttempts)
            {
                return started;
            }

            await _updates.ExpireAsync(holder, cancellationToken);
        }
    }

    private async Task<(StartedUpdate Answer, Guid? Expired)> TryStartAsync(
        NpgsqlConnection connection, UpdateAddress address, long? journalAsked, string client, CancellationToken cancellationToken)
    {
        if (await StackLock.TakeAsync(connection, address.Stack, cancellationToken) is not { } stack)
        {
            return (StartedUpdate.Refused(StartOutcome.StackNotFound), null);
        }

        var update = await connection.Command(ReadUpdate, address.UpdateId, stack.Id)
            .FirstAsync(static row => new Candidate(row.GetBoolean(0), UpdateNames.Status(row.GetString(1))!.Value), cancellationToken);
        if (update is null)
        {
            return (StartedUpdate.Refused(StartOutcome.UpdateNotFound), null);
        }

        var verdict = UpdateLifecycle.Start(new UpdateView(update.Status, update.DryRun, LeaseCheck.Foreign));
        if (verdict != UpdateVerdict.Proceed)
        {
            return (StartedUpdate.Refused(verdict == UpdateVerdict.Ended ? StartOutcome.Ended : StartOutcome.Busy), null);
        }

        var journal = UpdateLifecycle.NegotiateJournal(journalAsked);
        if (update.DryRun)
        {
            var version = await connection.Command(ReadVersion, stack.Id).FirstValueAsync<long>(cancellationToken) ?? 0;
            return (await RunAsync(connection, address.UpdateId, version: null, version, journal, client, stack.Tags, cancellationToken), null);
        }

        var use = await stack.TakeStateAsync(connection, cancellationToken);
        if (use.Active is not null || use.Held)
        {
            return (StartedUpdate.Refused(use.Active is null ? StartOutcome.Held : StartOutcome.Busy), use.Expired);
        }

        var started = await RunAsync(connection, address.UpdateId, use.Version + 1, use.Version + 1, journal, client, stack.Tags, cancellationToken);
        if (started.Outcome == StartOutcome.Started)
        {
            await connection.Command(TakeStack, address.UpdateId).RunAsync(cancellationToken);
        }

        return (started, null);
    }

    private async Task<StartedUpdate> RunAsync(
        NpgsqlConnection connection, Guid update, long? version, long shownVersion, int journal, string client, string tags, CancellationToken cancellationToken)
    {
        var token = LeaseToken.Create();
        var until = await connection.Command(
            Start, update, version, (short)journal, client, LeaseToken.Hash(token), (double)LeaseOptions.MaxSeconds, (double)_leases.GraceSeconds)
            .FirstValueAsync<DateTimeOffset>(cancellationToken);
        return until is { } end
            ? new StartedUpdate(StartOutcome.Started, shownVersion, token, journal, end, tags)
            : StartedUpdate.Refused(StartOutcome.Busy);
    }

    private sealed record Candidate(bool DryRun, UpdateStatus Status);
}
