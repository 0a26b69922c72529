using Npgsql;
using StackOperator.Store.Database;
using StackOperator.Store.Paging;
using StackOperator.Store.Updates;

namespace StackOperator.Store.Workspaces;

/// <summary>Workspaces as callers read and change them. Constraints decide about names, states and references, never a look before.</summary>
public sealed class WorkspaceStore(NpgsqlDataSource database)
{
    /// <summary>Finds one.</summary>
    public async Task<WorkspaceRow?> FindAsync(string organization, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, organization, id, cancellationToken);
    }

    /// <summary>Lists newest first.</summary>
    public async Task<IReadOnlyList<WorkspaceRow>> ListAsync(string organization, WorkspaceFilter filter, PageKey? after, int limit, CancellationToken cancellationToken)
    {
        var from = after ?? new PageKey(DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), Guid.AllBitsSet);
        List<object?> values = [organization, from.CreatedAt, from.Id, limit];
        var conditions = string.Empty;
        foreach (var (column, id) in ((string, Guid?)[])[("stack_id", filter.StackId), ("project_id", filter.ProjectId)])
        {
            if (id is not null)
            {
                values.Add(id);
                conditions += $" and w.{column} = ${values.Count}";
            }
        }

        var sql = $"select {WorkspaceColumns.Selection} from {WorkspaceColumns.From} where w.organization = $1 and (w.created_at, w.id) < ($2, $3){conditions} order by w.created_at desc, w.id desc limit $4";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command(sql, [.. values]).ListAsync(WorkspaceColumns.Map, cancellationToken);
    }

    /// <summary>Inserts one that stands alone.</summary>
    public Task<(WorkspaceOutcome Outcome, WorkspaceRow? Row)> InsertAsync(string organization, WorkspaceRow row, CancellationToken cancellationToken)
    {
        var values = WorkspaceColumns.Values(row);
        var sql = $"""
            insert into workspaces (organization, id, {string.Join(", ", WorkspaceColumns.Written)})
            values ($1, $2, {string.Join(", ", Enumerable.Range(3, values.Length).Select(static i => $"${i}"))})
            """;
        return WriteAsync(
            async (connection, token) =>
            {
                await LockCredentialsAsync(connection, row, token);
                await connection.Command(sql, [organization, row.Id, .. values]).RunAsync(token);
                return (WorkspaceOutcome.Done, await FindAsync(connection, organization, row.Id, token));
            },
            cancellationToken);
    }

    /// <summary>Changes one.</summary>
    /// <param name="organization">Organization.</param>
    /// <param name="id">Which.</param>
    /// <param name="change">Gives the new row for the present one, or the outcome that refuses the change; may run several times.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<(WorkspaceOutcome Outcome, WorkspaceRow? Row)> UpdateAsync(
        string organization, Guid id, Func<WorkspaceRow, (WorkspaceOutcome Outcome, WorkspaceRow? Row)> change, CancellationToken cancellationToken)
    {
        var sql = $"update workspaces set revision = revision + 1, {string.Join(", ", WorkspaceColumns.Written.Select(static (column, i) => $"{column} = ${i + 3}"))} where organization = $1 and id = $2";
        return WriteAsync(
            async (connection, token) =>
            {
                if (await LockAsync(connection, organization, id, token) is not { } present)
                {
                    return (WorkspaceOutcome.Unknown, null);
                }

                var (outcome, row) = change(present);
                if (outcome != WorkspaceOutcome.Done || row is null)
                {
                    return (outcome, present);
                }

                await LockCredentialsAsync(connection, row, token);
                await connection.Command(sql, [organization, id, .. WorkspaceColumns.Values(row)]).RunAsync(token);
                return (WorkspaceOutcome.Done, await FindAsync(connection, organization, id, token));
            },
            cancellationToken);
    }

    /// <summary>Deletes one with its edges, unless it is a member of a stack. Its state stays where it is.</summary>
    /// <param name="organization">Organization.</param>
    /// <param name="id">Which.</param>
    /// <param name="isExpected">Whether it is as the caller expects.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(WorkspaceOutcome Outcome, WorkspaceRow? Row)> DeleteAsync(string organization, Guid id, Func<WorkspaceRow, bool> isExpected, CancellationToken cancellationToken) => await WriteAsync(
        async (connection, token) =>
        {
            switch (await LockAsync(connection, organization, id, token))
            {
                case null:
                    return (WorkspaceOutcome.Unknown, null);
                case var changed when !isExpected(changed):
                    return (WorkspaceOutcome.Changed, changed);
                case { StackId: not null } member:
                    return (WorkspaceOutcome.InStack, member);
                case var present:
                    await connection.Command("delete from workspaces where organization = $1 and id = $2", organization, id).RunAsync(token);
                    return (WorkspaceOutcome.Done, present);
            }
        },
        cancellationToken);

    /// <summary>Who has a name.</summary>
    public async Task<WorkspaceHolder?> FindByNameAsync(string organization, string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command("select id, name, state_key, stack_id from workspaces where organization = $1 and name = $2", organization, name).FirstAsync(MapHolder, cancellationToken);
    }

    /// <summary>Who keeps its state at a place.</summary>
    public async Task<WorkspaceHolder?> FindByStateAsync(string organization, Guid? backend, string key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command("select id, name, state_key, stack_id from workspaces where organization = $1 and state_address = state_address($2::uuid, $3)", organization, backend, key)
            .FirstAsync(MapHolder, cancellationToken);
    }

    internal static WorkspaceHolder MapHolder(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetValue<Guid>(3));

    private static async Task<WorkspaceRow?> LockAsync(NpgsqlConnection connection, string organization, Guid id, CancellationToken cancellationToken) =>
        await connection.Command("select id from workspaces where organization = $1 and id = $2 for update", organization, id).FirstValueAsync<Guid>(cancellationToken) is null
            ? null
            : await FindAsync(connection, organization, id, cancellationToken);

    private static Task<WorkspaceRow?> FindAsync(NpgsqlConnection connection, string organization, Guid id, CancellationToken cancellationToken) =>
        connection.Command($"select {WorkspaceColumns.Selection} from {WorkspaceColumns.From} where w.organization = $1 and w.id = $2", organization, id).FirstAsync(WorkspaceColumns.Map, cancellationToken);

    // A list of ids has no foreign key: the rows are held instead, and whoever deletes one looks after that.
    private static async Task LockCredentialsAsync(NpgsqlConnection connection, WorkspaceRow row, CancellationToken cancellationToken)
    {
        if (row.CredentialConfigIds.Count > 0)
        {
            var ids = row.CredentialConfigIds.Distinct().Order().ToArray();
            var found = await connection.Command("select id from credential_configs where id = any($1) order by id for key share", ids).ListAsync(static r => r.GetGuid(0), cancellationToken);
            if (found.Count < ids.Length)
            {
                throw new ReferenceGoneException();
            }
        }
    }

    private async Task<(WorkspaceOutcome Outcome, WorkspaceRow? Row)> WriteAsync(
        Func<NpgsqlConnection, CancellationToken, Task<(WorkspaceOutcome Outcome, WorkspaceRow? Row)>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await database.InTransactionAsync(write, cancellationToken: cancellationToken);
        }
        catch (ReferenceGoneException)
        {
            return (WorkspaceOutcome.UnknownReference, null);
        }
        catch (PostgresException exception) when (SqlStateMapping.FaultOf(exception) == SqlFault.UniqueViolation)
        {
            return (exception.ConstraintName == "workspaces_state" ? WorkspaceOutcome.StateTaken : WorkspaceOutcome.NameTaken, null);
        }
        catch (PostgresException exception) when (SqlStateMapping.FaultOf(exception) == SqlFault.ForeignKeyViolation)
        {
            return (WorkspaceOutcome.UnknownReference, null);
        }
    }

    private sealed class ReferenceGoneException : Exception;
}
