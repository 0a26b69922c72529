using Npgsql;
using StackOperator.Core.Deployments;
using StackOperator.Core.Stacks;
using StackOperator.Store.Database;

namespace StackOperator.Store.Updates;

/// <summary>Replaces the state of a stack as a whole.</summary>
public sealed class StateImporter
{
    private const int MaxAttempts = 5;

    private const string InsertUpdate =
        """
        insert into updates (id, stack_id, kind, dry_run, author, status, version, resource_count, message, started_at, ended_at)
        values ($1, $2, 'import', false, $3, 'succeeded', $4, $5, $6, clock_timestamp(), clock_timestamp())
        """;

    private const string InsertCheckpoint =
        """
        insert into checkpoints (stack_id, version, project, name, body, gzip, length, resource_count)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string EndStack =
        """
        update stack_states t
        set version = u.version, resource_count = u.resource_count,
            last_update = u.id, last_update_kind = u.kind, last_update_status = u.status, last_update_start = u.started_at,
            last_update_end = u.ended_at, last_update_version = u.version, changed_at = clock_timestamp()
        from updates u where u.id = $1 and t.stack_id = u.stack_id
        """;

    private const string SaveInitial =
        """
        insert into checkpoints as c (stack_id, version, project, name, body, gzip, length, resource_count)
        select s.id, 0, s.project, s.name, $4, $5, $6, $7 from stacks s where s.organization = $1 and s.project = $2 and s.name = $3
        on conflict (stack_id, version) do update
        set project = excluded.project, name = excluded.name, body = excluded.body, gzip = excluded.gzip, length = excluded.length,
            resource_count = excluded.resource_count
        """;

    private const string CountInitial =
        """
        insert into stack_states as t (stack_id, resource_count)
        select s.id, $4 from stacks s where s.organization = $1 and s.project = $2 and s.name = $3
        on conflict (stack_id) do update set resource_count = excluded.resource_count, changed_at = clock_timestamp() where t.version = 0
        """;

    private readonly NpgsqlDataSource _database;
    private readonly UpdateStore _updates;

    internal StateImporter(NpgsqlDataSource database, UpdateStore updates)
    {
        _database = database;
        _updates = updates;
    }

    /// <summary>Makes <paramref name="state"/> the next version of a stack on which no update runs.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="state">The state.</param>
    /// <param name="packed">The same as it arrived, when it arrived packed: then it is not packed again.</param>
    /// <param name="author">Login.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    public async Task<ImportOutcome> ImportAsync(StackIdentity stack, DeploymentEnvelope state, PackedText? packed, string author, CancellationToken cancellationToken)
    {
        var text = packed ?? PackedText.Pack(state.Raw);
        for (var attempt = 1; ; attempt++)
        {
            var (outcome, expired) = await _database.InTransactionAsync(
                (connection, ct) => TryImportAsync(connection, stack, text, state.ResourceCount, author, ct), cancellationToken: cancellationToken);
            if (expired is not { } holder || attempt == MaxAttempts)
            {
                return outcome;
            }

            await _updates.ExpireAsync(holder, cancellationToken);
        }
    }

    /// <summary>
    /// Keeps the state a stack is created with as its version 0. A repetition replaces it; it is no update, so it leaves no
    /// trace in the history. Null when kept, else why it is refused; the stack must exist.
    /// </summary>
    public async Task<StateRefusal?> SaveInitialAsync(StackIdentity stack, ReadOnlyMemory<byte> untypedDeployment, CancellationToken cancellationToken)
    {
        if (!DeploymentEnvelope.TryParse(untypedDeployment, out var state, out var refusal))
        {
            return refusal;
        }

        var packed = PackedText.Pack(state.Raw);
        await _database.InTransactionAsync(
            async (connection, ct) =>
            {
                await connection.Command(
                    SaveInitial, stack.Organization, stack.Project, stack.Name, packed.Body, packed.Gzip, packed.Length, (long)state.ResourceCount)
                    .RunAsync(ct);
                if (state.ResourceCount > 0)
                {
                    await connection.Command(CountInitial, stack.Organization, stack.Project, stack.Name, (long)state.ResourceCount).RunAsync(ct);
                }
            },
            cancellationToken: cancellationToken);
        return null;
    }

    private static async Task<(ImportOutcome Outcome, Guid? Expired)> TryImportAsync(
        NpgsqlConnection connection, StackIdentity stack, PackedText text, long resourceCount, string author, CancellationToken cancellationToken)
    {
        if (await StackLock.TakeAsync(connection, stack, cancellationToken) is not { } row)
        {
            return (new ImportOutcome(false, null), null);
        }

        var use = await row.TakeStateAsync(connection, cancellationToken);
        if (use.Active is not null || use.Held)
        {
            return (new ImportOutcome(true, null), use.Expired);
        }

        var id = Guid.CreateVersion7();
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(InsertUpdate, id, row.Id, author, use.Version + 1, resourceCount, null);
        batch.Add(InsertCheckpoint, row.Id, use.Version + 1, stack.Project, stack.Name, text.Body, text.Gzip, text.Length, resourceCount);
        batch.Add(EndStack, id);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return (new ImportOutcome(true, id), null);
    }
}
