using Npgsql;
using StackOperator.Core.Updates;

namespace StackOperator.Store.Updates;

/// <summary>
/// The right to write, read and used in one round trip: the lock in memory is held (shared) until the commit, so nobody
/// ends the update in between, and rows are only inserted while <see cref="MayWriteState"/> holds. That condition is
/// <see cref="UpdateLifecycle.WriteState"/> in SQL; a test holds the two against each other.
/// </summary>
internal static class WriteLease
{
    /// <summary>Takes the lock; a statement of its own, so that the next one sees what was committed before it was granted.</summary>
    public const string Lock = "select lock_update_shared($1)";

    /// <summary>
    /// Takes the lock only if nobody ends the update now, for transactions of several updates: one that ends must not hold up
    /// the others. <see cref="HasLock"/> tells the statements that follow whether it was taken.
    /// </summary>
    public const string TryLock = "select set_config('stack.lock', pg_try_advisory_xact_lock_shared(85, hashtext($1::text))::text, true)";

    /// <summary>Whether <see cref="TryLock"/> took the lock.</summary>
    public const string HasLock = "current_setting('stack.lock', true) = 'true'";

    /// <summary>Common table expression <c>lease</c> with the parameters $1 update, $2 to $4 stack, $5 hash of the token.</summary>
    public const string Lease =
        """
        lease as materialized (
            select u.status, u.dry_run, u.journal_version, coalesce(u.lease_hash = $5, false) as own,
                   coalesce(u.lease_until < clock_timestamp(), false) as over
            from updates u join stacks s on s.id = u.stack_id
            where u.id = $1 and s.organization = $2 and s.project = $3 and s.name = $4
        )
        """;

    /// <summary>Whether state may be written, over <c>lease</c>.</summary>
    public const string MayWriteState = "lease.status = 'running' and lease.own and not lease.over and not lease.dry_run";

    /// <summary>Columns that <see cref="View"/> reads, over <c>lease</c>.</summary>
    public const string Columns = "lease.status, lease.dry_run, lease.own, lease.over";

    public static UpdateView View(NpgsqlDataReader row) => new(
        UpdateNames.Status(row.GetString(0))!.Value,
        row.GetBoolean(1),
        !row.GetBoolean(2) ? LeaseCheck.Foreign : row.GetBoolean(3) ? LeaseCheck.Expired : LeaseCheck.Valid);
}
