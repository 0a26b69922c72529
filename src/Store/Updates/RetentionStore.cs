using Npgsql;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>Deletes old states, events and dry runs in small steps, each a transaction of its own. The history itself stays.</summary>
public sealed class RetentionStore(NpgsqlDataSource database)
{
    // The current version is the base of a running update, too: $2 is at least 1.
    private const string DropVersions =
        """
        delete from checkpoints where (stack_id, version) in (
            select c.stack_id, c.version from checkpoints c join stack_states t on t.stack_id = c.stack_id
            where c.created_at < clock_timestamp() - make_interval(days => $1) and c.version <= t.version - $2
            limit $3)
        """;

    private const string DropDryRuns =
        """
        delete from updates where id in (
            select id from updates
            where dry_run and ended_at < clock_timestamp() - make_interval(days => $1)
            limit $2 for update skip locked)
        """;

    private const string DropEvents =
        """
        delete from engine_events where update_id in (
            select u.id from updates u
            where u.ended_at < clock_timestamp() - make_interval(days => $1) and exists (select from engine_events e where e.update_id = u.id)
            limit $2)
        """;

    /// <summary>One step; gives how many rows went, 0 when nothing is left to do.</summary>
    /// <param name="options">What is kept.</param>
    /// <param name="step">Most states, dry runs and updates (with all their events) of one step.</param>
    /// <param name="cancellationToken">Gives up between statements.</param>
    public async Task<int> StepAsync(RetentionOptions options, int step, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command(DropVersions, options.VersionDays, (long)options.Versions, step).RunAsync(cancellationToken)
            + await connection.Command(DropDryRuns, options.EventDays, step).RunAsync(cancellationToken)
            + await connection.Command(DropEvents, options.EventDays, step).RunAsync(cancellationToken);
    }
}
