using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>
/// A stack locked by a transaction that wants to take or change it as a whole. The row of stacks is locked shared, so that
/// the operator's "deletion requested" and this cannot pass each other unseen; the row of stack_states alone.
/// </summary>
/// <param name="Id">The stack.</param>
/// <param name="Tags">Its tags, JSON object.</param>
/// <param name="DeletionRequested">Whether it is about to be deleted.</param>
internal sealed record StackLock(Guid Id, string Tags, bool DeletionRequested)
{
    private const string LockStack =
        """
        select s.id, s.tags::text, s.deletion_requested from stacks s
        where s.organization = $1 and s.project = $2 and s.name = $3
        for share
        """;

    private const string EnsureState = "insert into stack_states (stack_id) values ($1) on conflict do nothing";

    private const string LockState =
        """
        select t.version, t.active_update, coalesce(t.hold_until > clock_timestamp(), false),
               coalesce((select a.lease_until < clock_timestamp() from updates a where a.id = t.active_update), true)
        from stack_states t where t.stack_id = $1
        for update
        """;

    /// <summary>Locks the row of stacks; null when the stack does not exist.</summary>
    public static Task<StackLock?> TakeAsync(NpgsqlConnection connection, StackIdentity stack, CancellationToken cancellationToken) =>
        connection.Command(LockStack, stack.Organization, stack.Project, stack.Name)
            .FirstAsync(static row => new StackLock(row.GetGuid(0), row.GetString(1), row.GetBoolean(2)), cancellationToken);

    /// <summary>Locks the row of stack_states, making it when the stack was never updated.</summary>
    public async Task<Use> TakeStateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.Command(EnsureState, Id).RunAsync(cancellationToken);
        var use = await connection.Command(LockState, Id).FirstAsync(
            row => new Use(row.GetInt64(0), row.GetValue<Guid>(1), row.GetBoolean(3), row.GetBoolean(2) || DeletionRequested), cancellationToken);
        return use!;
    }

    /// <summary>Who uses the stack.</summary>
    /// <param name="Version">Its present version.</param>
    /// <param name="Active">The update that runs on it.</param>
    /// <param name="ActiveOver">Whether the lease of that update has run out.</param>
    /// <param name="Held">Whether nothing may start: it is about to be deleted or renamed.</param>
    internal sealed record Use(long Version, Guid? Active, bool ActiveOver, bool Held)
    {
        /// <summary>An update that has to be ended before anything else can have the stack.</summary>
        public Guid? Expired => ActiveOver ? Active : null;
    }
}
