using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;
using StackOperator.Store.EnvironmentStacks;
using StackOperator.Store.Leadership;

namespace StackOperator.Store.Stacks;

/// <summary>
/// The operator's side of the tables organizations, projects, stacks and stack_renames; nobody else writes them. Each
/// write is one transaction, guarded by the fencing token, and may be repeated: the second time it finds its own work.
/// </summary>
public sealed class StackRowStore(NpgsqlDataSource dataSource, OperatorFence fence)
{
    private const string IdentityConstraint = "stacks_identity";
    private const string OwnerConstraint = "stacks_owner";
    private const string ProjectConstraint = "stacks_project";
    private const int MaxRaces = 20;

    // Long histories cascade with the row.
    private const int DeleteTimeoutSeconds = 280;

    /// <summary>Reads what matters for one object: one statement, no lock.</summary>
    public async Task<StackRows> FindAsync(string ownerUid, StackIdentity identity, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await StackRowMapping.FindAsync(connection, ownerUid, identity, forUpdate: false, cancellationToken);
    }

    /// <summary>
    /// Makes the row what the claim asks for: inserts it, adopts a retained one, updates tags, or renames. An identity
    /// that belongs to another owner is left alone unless that owner is <paramref name="replacedOwner"/>, of which the
    /// caller has made sure that it no longer exists. When neither owner nor identity had a row a moment ago
    /// (<paramref name="expectNew"/>), the insert is tried at once.
    /// </summary>
    /// <exception cref="FencingTokenRejectedException">Another process leads.</exception>
    /// <exception cref="NpgsqlException">See <see cref="SqlStateMapping"/>.</exception>
    public async Task<MaterializeOutcome> MaterializeAsync(
        long fencingToken, StackClaim claim, string? replacedOwner = null, bool expectNew = false, CancellationToken cancellationToken = default)
    {
        for (var race = 1; ; race++)
        {
            try
            {
                if (expectNew && race == 1)
                {
                    var id = Guid.CreateVersion7();
                    await fence.ExecuteAsync(fencingToken, batch => AddInsert(batch, id, claim), cancellationToken);
                    return Created(id, claim);
                }

                return await fence.InTransactionAsync(fencingToken, (connection, token) => MaterializeAsync(connection, claim, replacedOwner, token), cancellationToken);
            }
            catch (PostgresException e) when (race < MaxRaces && IsRace(e))
            {
                // Somebody inserted the row, or removed the empty project, between our look and our write: look again.
            }
        }
    }

    /// <summary>
    /// Deletes the owner's row with everything that belongs to it, and its project when that was the last stack. While an
    /// update runs the row stays and is marked, so that no other update starts.
    /// </summary>
    public Task<DeleteOutcome> DeleteAsync(long fencingToken, string ownerUid, CancellationToken cancellationToken = default)
        => fence.InTransactionAsync(
            fencingToken,
            async (connection, token) =>
            {
                var row = (await StackRowMapping.FindAsync(connection, ownerUid, default, forUpdate: true, token)).Own;
                if (row is null)
                {
                    return new DeleteOutcome(null, null);
                }

                var running = await LockRunningAsync(connection, row.Id, token);
                if (running is not null)
                {
                    await connection.Command("update stacks set deletion_requested = true where id = $1 and not deletion_requested", row.Id).RunAsync(token);
                    return new DeleteOutcome(row, running);
                }

                var delete = connection.Command("delete from stacks where id = $1", row.Id);
                delete.CommandTimeout = DeleteTimeoutSeconds;
                await delete.RunAsync(token);
                await DeleteEmptyProjectAsync(connection, row.Identity, token);
                return new DeleteOutcome(row, null);
            },
            cancellationToken);

    /// <summary>Cuts the tie between the owner and its row, which waits to be adopted. An update that runs goes on.</summary>
    /// <returns>The row as it was; null when the owner has none.</returns>
    public Task<StackRow?> RetainAsync(long fencingToken, string ownerUid, CancellationToken cancellationToken = default)
        => fence.InTransactionAsync(
            fencingToken,
            async (connection, token) =>
            {
                var row = (await StackRowMapping.FindAsync(connection, ownerUid, default, forUpdate: true, token)).Own;
                await connection.Command(
                    """
                    update stacks
                    set owner_uid = null, owner_namespace = null, owner_name = null, owner_generation = 0, deletion_requested = false
                    where owner_uid = $1
                    """,
                    ownerUid).RunAsync(token);
                return row;
            },
            cancellationToken);

    private static bool IsRace(PostgresException e)
        => SqlStateMapping.IsUniqueViolation(e, IdentityConstraint)
        || SqlStateMapping.IsUniqueViolation(e, OwnerConstraint)
        || SqlStateMapping.IsForeignKeyViolation(e, ProjectConstraint);

    private static async Task<MaterializeOutcome> MaterializeAsync(
        NpgsqlConnection connection, StackClaim claim, string? replacedOwner, CancellationToken cancellationToken)
    {
        var (own, holder) = await StackRowMapping.FindAsync(connection, claim.Owner.Uid, claim.Identity, forUpdate: true, cancellationToken);
        if (own is not null)
        {
            return own.Identity == claim.Identity
                ? await UpdateAsync(connection, own, claim, MaterializeChange.Updated, cancellationToken)
                : await RenameAsync(connection, own, holder, claim, cancellationToken);
        }

        if (holder is null)
        {
            return await InsertAsync(connection, claim, cancellationToken);
        }

        return holder.Owner is null || holder.Owner.Uid == replacedOwner
            ? await UpdateAsync(connection, holder, claim, MaterializeChange.Adopted, cancellationToken)
            : new MaterializeOutcome.OwnedByOther(holder.Owner);
    }

    private static async Task<MaterializeOutcome> InsertAsync(NpgsqlConnection connection, StackClaim claim, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        await using var batch = new NpgsqlBatch(connection);
        AddInsert(batch, id, claim);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return Created(id, claim);
    }

    private static void AddInsert(NpgsqlBatch batch, Guid id, StackClaim claim)
    {
        AddParents(batch, claim);
        batch.Add(
            """
            insert into stacks (id, organization, project, name, tags, owner_uid, owner_namespace, owner_name, owner_generation)
            values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9)
            """,
            id,
            claim.Identity.Organization,
            claim.Identity.Project,
            claim.Identity.Name,
            StackRowMapping.ToJson(claim.Tags),
            claim.Owner.Uid,
            claim.Owner.Namespace,
            claim.Owner.Name,
            claim.Generation);
    }

    private static MaterializeOutcome.Done Created(Guid id, StackClaim claim)
        => new(Applied(new StackRow { Id = id, Identity = claim.Identity, Tags = claim.Tags }, claim), MaterializeChange.Created);

    private static async Task<MaterializeOutcome> UpdateAsync(
        NpgsqlConnection connection, StackRow row, StackClaim claim, MaterializeChange change, CancellationToken cancellationToken)
    {
        if (row.Matches(claim))
        {
            return new MaterializeOutcome.Done(row, MaterializeChange.Unchanged);
        }

        await connection.Command(
            """
            update stacks
            set tags = $2::jsonb, owner_uid = $3, owner_namespace = $4, owner_name = $5, owner_generation = $6, deletion_requested = false
            where id = $1
            """,
            row.Id,
            StackRowMapping.ToJson(claim.Tags),
            claim.Owner.Uid,
            claim.Owner.Namespace,
            claim.Owner.Name,
            claim.Generation).RunAsync(cancellationToken);
        return new MaterializeOutcome.Done(Applied(row, claim), change);
    }

    private static async Task<MaterializeOutcome> RenameAsync(
        NpgsqlConnection connection, StackRow own, StackRow? holder, StackClaim claim, CancellationToken cancellationToken)
    {
        if (own.Identity.Organization != claim.Identity.Organization)
        {
            return new MaterializeOutcome.ImmutableOrganization(own);
        }

        if (holder is not null)
        {
            return new MaterializeOutcome.OwnedByOther(holder.Owner);
        }

        if (await LockRunningAsync(connection, own.Id, cancellationToken) is { } running)
        {
            return new MaterializeOutcome.UpdateRunning(own, running);
        }

        await using (var batch = new NpgsqlBatch(connection))
        {
            AddParents(batch, claim);
            batch.Add(
                """
                insert into stack_renames (stack_id, from_project, from_name, to_project, to_name, version)
                values ($1, $2, $3, $4, $5, coalesce((select version from stack_states where stack_id = $1), 0))
                """,
                own.Id,
                own.Identity.Project,
                own.Identity.Name,
                claim.Identity.Project,
                claim.Identity.Name);
            batch.Add("update stacks set project = $2, name = $3 where id = $1", own.Id, claim.Identity.Project, claim.Identity.Name);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await UpdateAsync(connection, own, claim, MaterializeChange.Updated, cancellationToken);
        if (own.Identity.Project != claim.Identity.Project)
        {
            await DeleteEmptyProjectAsync(connection, own.Identity, cancellationToken);
        }

        return new MaterializeOutcome.Done(Applied(own, claim), MaterializeChange.Renamed, own.Identity);
    }

    // The first claim decides the organization's namespace.
    private static void AddParents(NpgsqlBatch batch, StackClaim claim)
    {
        batch.Add("insert into organizations (name, namespace) values ($1, $2) on conflict do nothing", claim.Identity.Organization, claim.Owner.Namespace);
        batch.Add("insert into projects (organization, name) values ($1, $2) on conflict do nothing", claim.Identity.Organization, claim.Identity.Project);
    }

    // Locks the state, so that no update starts or ends before this transaction does.
    private static async Task<RunningUpdate?> LockRunningAsync(NpgsqlConnection connection, Guid stackId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "select active_update, active_update_kind, active_update_start from stack_states where stack_id = $1 for update", stackId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(0) ? StackRowMapping.ReadRunning(reader, 0) : null;
    }

    private static Task DeleteEmptyProjectAsync(NpgsqlConnection connection, StackIdentity former, CancellationToken cancellationToken)
        => Projects.DeleteEmptyAsync(connection, former.Organization, former.Project, cancellationToken);

    private static StackRow Applied(StackRow row, StackClaim claim) => row with
    {
        Identity = claim.Identity,
        Tags = claim.Tags,
        Owner = claim.Owner,
        OwnerGeneration = claim.Generation,
        DeletionRequested = false,
    };
}
