using Npgsql;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Database;
using StackOperator.Store.Leadership;
using StackOperator.Store.Stacks;

namespace StackOperator.Store.EnvironmentStacks;

/// <summary>
/// The operator's side of environment stacks: it inserts a stack with its workspaces and edges, renames, moves, adopts and
/// unlinks, and nobody else does. Each write is one transaction, guarded by the fencing token, and may be repeated: the
/// second time it finds its own work.
/// </summary>
public sealed class EnvironmentStackStore(NpgsqlDataSource dataSource, OperatorFence fence)
{
    private const int MaxRaces = 20;

    private static readonly string[] _uniqueConstraints = ["environment_stacks_name", "environment_stacks_owner", "workspaces_name", "workspaces_state"];

    private static readonly string[] _foreignKeys =
        ["environment_stacks_project", "workspaces_project", "workspaces_vcs_integration", "workspaces_state_backend", "workspaces_credential_configs"];

    /// <summary>Reads what matters for one object: one statement, no lock.</summary>
    public async Task<EnvironmentStackRows> FindAsync(string ownerUid, EnvironmentStackIdentity identity, CancellationToken cancellationToken = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await EnvironmentStackReader.FindAsync(connection, ownerUid, identity, forUpdate: false, cancellationToken);
    }

    /// <summary>
    /// Makes the rows what the claim asks for: inserts them, adopts a stack without owner, renames, or moves. An identity
    /// that belongs to another owner is left alone unless that owner is <paramref name="replacedOwner"/>, of which the
    /// caller has made sure that it no longer exists.
    /// </summary>
    /// <exception cref="FencingTokenRejectedException">Another process leads.</exception>
    /// <exception cref="NpgsqlException">See <see cref="SqlStateMapping"/>.</exception>
    public async Task<EnvironmentStackOutcome> MaterializeAsync(
        long fencingToken, EnvironmentStackClaim claim, string? replacedOwner = null, CancellationToken cancellationToken = default)
    {
        for (var race = 1; ; race++)
        {
            try
            {
                return await fence.InTransactionAsync(fencingToken, (connection, token) => MaterializeAsync(connection, claim, replacedOwner, token), cancellationToken);
            }
            catch (PostgresException e) when (race < MaxRaces && IsRace(e))
            {
                // Somebody took a name or removed what is referred to between our look and our write: look again.
            }
        }
    }

    /// <summary>
    /// Removes the owner's stack. Its workspaces lose the link and nothing else; edges stay. A project that objects made
    /// goes when nothing is left in it.
    /// </summary>
    /// <returns>The stack as it was; null when the owner has none.</returns>
    public Task<EnvironmentStackRow?> UnlinkAsync(long fencingToken, string ownerUid, CancellationToken cancellationToken = default)
        => fence.InTransactionAsync(
            fencingToken,
            async (connection, token) =>
            {
                var row = (await EnvironmentStackReader.FindAsync(connection, ownerUid, default, forUpdate: true, token)).Own;
                if (row is null)
                {
                    return null;
                }

                await ShowOwnWritesAsync(connection, token);
                await connection.Command("update workspaces set stack_id = null where stack_id = $1", row.Id).RunAsync(token);
                await connection.Command("delete from environment_stacks where id = $1", row.Id).RunAsync(token);
                await Projects.DeleteEmptyAsync(connection, row.Identity.Organization, row.ProjectName, token);
                return row;
            },
            cancellationToken);

    private static bool IsRace(PostgresException e)
        => _uniqueConstraints.Any(constraint => SqlStateMapping.IsUniqueViolation(e, constraint))
        || _foreignKeys.Any(constraint => SqlStateMapping.IsForeignKeyViolation(e, constraint));

    private static async Task<EnvironmentStackOutcome> MaterializeAsync(
        NpgsqlConnection connection, EnvironmentStackClaim claim, string? replacedOwner, CancellationToken cancellationToken)
    {
        var (own, holder) = await EnvironmentStackReader.FindAsync(connection, claim.Owner.Uid, claim.Identity, forUpdate: true, cancellationToken);
        if (own is not null)
        {
            return await UpdateAsync(connection, own, holder, claim, cancellationToken);
        }

        if (holder is null)
        {
            var inserted = await InsertAsync(connection, claim, cancellationToken);
            if (inserted is not EnvironmentStackOutcome.Refused)
            {
                return inserted;
            }

            // What is in the way may be a stack of this very name, made since the look above: then that is the answer.
            (_, holder) = await EnvironmentStackReader.FindAsync(connection, claim.Owner.Uid, claim.Identity, forUpdate: true, cancellationToken);
            if (holder is null)
            {
                return inserted;
            }
        }

        if (holder.Owner is not null && holder.Owner.Uid != replacedOwner)
        {
            return new EnvironmentStackOutcome.OwnedByOther(holder.Owner);
        }

        var adopted = await OwnAsync(connection, holder, claim, cancellationToken);
        var outcome = await UpdateAsync(connection, adopted, null, claim, cancellationToken);
        return outcome is EnvironmentStackOutcome.Done done ? done with { Change = MaterializeChange.Adopted } : outcome;
    }

    private static async Task<EnvironmentStackOutcome> InsertAsync(NpgsqlConnection connection, EnvironmentStackClaim claim, CancellationToken cancellationToken)
    {
        if (await Projects.ResolveAsync(connection, claim, cancellationToken) is not { } project)
        {
            return new EnvironmentStackOutcome.Refused(null, [Projects.Unknown(claim.Project)]);
        }

        var faults = await EnvironmentStackObstacles.CheckReferencesAsync(connection, claim.Identity.Organization, project.Id, claim.Template, cancellationToken);
        if (faults.Count == 0)
        {
            faults = await EnvironmentStackObstacles.FindHoldersAsync(connection, claim.Identity, claim.Template, cancellationToken);
        }

        if (faults.Count > 0)
        {
            return new EnvironmentStackOutcome.Refused(null, faults);
        }

        project = await Projects.EnsureAsync(connection, claim, project, cancellationToken);
        await ShowOwnWritesAsync(connection, cancellationToken);
        return new EnvironmentStackOutcome.Done(
            await EnvironmentStackInsert.RunAsync(connection, claim, project.Id, project.Name, cancellationToken), MaterializeChange.Created);
    }

    private static async Task<EnvironmentStackOutcome> UpdateAsync(
        NpgsqlConnection connection, EnvironmentStackRow own, EnvironmentStackRow? holder, EnvironmentStackClaim claim, CancellationToken cancellationToken)
    {
        if (own.Matches(claim))
        {
            return new EnvironmentStackOutcome.Done(own, MaterializeChange.Unchanged);
        }

        if (EnvironmentStackPolicies.CheckImmutable(own, claim) is { } refusal)
        {
            return new EnvironmentStackOutcome.Immutable(own, refusal);
        }

        if (holder is not null)
        {
            return new EnvironmentStackOutcome.OwnedByOther(holder.Owner);
        }

        if (await Projects.ResolveAsync(connection, claim, cancellationToken) is not { } project)
        {
            return new EnvironmentStackOutcome.Refused(own, [Projects.Unknown(claim.Project)]);
        }

        await ShowOwnWritesAsync(connection, cancellationToken);
        if (project.Id != own.ProjectId)
        {
            if (await EnvironmentStackMoves.FindConflictsAsync(connection, own.Id, project.Id, cancellationToken) is { Count: > 0 } conflicts)
            {
                return new EnvironmentStackOutcome.Refused(own, conflicts);
            }

            project = await Projects.EnsureAsync(connection, claim, project, cancellationToken);
            await EnvironmentStackMoves.MoveAsync(connection, own.Id, project.Id, cancellationToken);
            await Projects.DeleteEmptyAsync(connection, own.Identity.Organization, own.ProjectName, cancellationToken);
        }

        var written = await OwnAsync(connection, own with { Identity = claim.Identity, ProjectId = project.Id, ProjectName = project.Name }, claim, cancellationToken);
        return own.Identity == claim.Identity
            ? new EnvironmentStackOutcome.Done(written, MaterializeChange.Updated)
            : new EnvironmentStackOutcome.Done(written, MaterializeChange.Renamed, own.Identity);
    }

    // Writes the name and the owner.
    private static async Task<EnvironmentStackRow> OwnAsync(
        NpgsqlConnection connection, EnvironmentStackRow row, EnvironmentStackClaim claim, CancellationToken cancellationToken)
    {
        await connection.Command(
            "update environment_stacks set name = $2, owner_uid = $3, owner_namespace = $4, owner_name = $5, owner_generation = $6 where id = $1",
            row.Id,
            row.Identity.Name,
            claim.Owner.Uid,
            claim.Owner.Namespace,
            claim.Owner.Name,
            claim.Generation).RunAsync(cancellationToken);
        return row with { Owner = claim.Owner, OwnerGeneration = claim.Generation };
    }

    // The triggers leave this transaction alone: its caller shows what it did by itself.
    private static Task ShowOwnWritesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
        => connection.Command("select set_config('stack_operator.shows_its_writes', 'on', true)").RunAsync(cancellationToken);
}
