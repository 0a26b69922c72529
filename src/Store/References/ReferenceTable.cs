using Npgsql;
using StackOperator.Store.Database;
using StackOperator.Store.Paging;
using StackOperator.Store.Updates;

namespace StackOperator.Store.References;

/// <summary>One table of things that workspaces refer to. Constraints decide about names and references, never a look before.</summary>
public abstract class ReferenceTable<TRow>(NpgsqlDataSource database)
    where TRow : ReferenceRow
{
    /// <summary>Name of the table.</summary>
    protected abstract string Table { get; }

    /// <summary>The columns of <see cref="Values"/>, in that order.</summary>
    protected abstract IReadOnlyList<string> Columns { get; }

    /// <summary>What a read selects from <c>t</c>, for <see cref="Map"/>.</summary>
    protected abstract string Selection { get; }

    /// <summary>More joins of a read; empty for none.</summary>
    protected virtual string Joins => string.Empty;

    /// <summary>A condition on rows that must hold for a delete, by <c>t</c>; empty for none.</summary>
    protected virtual string DeleteGuard => string.Empty;

    /// <summary>Finds one.</summary>
    public async Task<TRow?> FindAsync(string organization, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.Command($"select {Selection} from {Table} t {Joins} where t.organization = $1 and t.id = $2", organization, id).FirstAsync(Map, cancellationToken);
    }

    /// <summary>Lists newest first.</summary>
    public async Task<IReadOnlyList<TRow>> ListAsync(string organization, PageKey? after, int limit, CancellationToken cancellationToken)
    {
        var sql = $"""
            select {Selection} from {Table} t {Joins}
            where t.organization = $1 and (t.created_at, t.id) < ($2, $3) order by t.created_at desc, t.id desc limit $4
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var from = after ?? new PageKey(DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), Guid.AllBitsSet);
        return await connection.Command(sql, organization, from.CreatedAt, from.Id, limit).ListAsync(Map, cancellationToken);
    }

    /// <summary>Inserts one, with its organization when that has no row yet.</summary>
    /// <param name="organization">Organization.</param>
    /// <param name="row">The row; its id is the new one's.</param>
    /// <param name="homeNamespace">Namespace of a new organization.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<(ReferenceOutcome Outcome, TRow? Row)> InsertAsync(string organization, TRow row, string homeNamespace, CancellationToken cancellationToken)
    {
        var values = Values(row);
        var sql = $"""
            insert into {Table} (organization, id, {string.Join(", ", Columns)})
            values ($1, $2, {string.Join(", ", Enumerable.Range(3, values.Count).Select(static i => $"${i}"))})
            """;
        return WriteAsync(
            organization,
            row.Id,
            async (connection, token) =>
            {
                await connection.Command("insert into organizations (name, namespace) values ($1, $2) on conflict do nothing", organization, homeNamespace).RunAsync(token);
                return await connection.Command(sql, [organization, row.Id, .. values]).RunAsync(token) == 1;
            },
            cancellationToken);
    }

    /// <summary>Replaces one's values.</summary>
    public Task<(ReferenceOutcome Outcome, TRow? Row)> UpdateAsync(string organization, TRow row, CancellationToken cancellationToken)
    {
        var sql = $"update {Table} set {string.Join(", ", Columns.Select(static (column, i) => $"{column} = ${i + 3}"))} where organization = $1 and id = $2";
        return WriteAsync(organization, row.Id, async (connection, token) => await connection.Command(sql, [organization, row.Id, .. Values(row)]).RunAsync(token) == 1, cancellationToken);
    }

    /// <summary>Deletes one that nobody refers to.</summary>
    public async Task<ReferenceOutcome> DeleteAsync(string organization, Guid id, CancellationToken cancellationToken)
    {
        // Locked first: the guard then sees whoever referred to it meanwhile.
        var (outcome, _) = await WriteAsync(
            organization,
            id,
            async (connection, token) =>
            {
                if (await connection.Command($"select id from {Table} where organization = $1 and id = $2 for update", organization, id).FirstValueAsync<Guid>(token) is null)
                {
                    return false;
                }

                return await connection.Command($"delete from {Table} t where t.organization = $1 and t.id = $2 {DeleteGuard}", organization, id).RunAsync(token) == 1
                    ? true : throw new InUseException();
            },
            cancellationToken,
            deletes: true);
        return outcome;
    }

    /// <summary>Reads a row of <see cref="Selection"/>.</summary>
    protected abstract TRow Map(NpgsqlDataReader reader);

    /// <summary>The values of a row.</summary>
    protected abstract IReadOnlyList<object?> Values(TRow row);

    /// <summary>A JSON object as a parameter.</summary>
    protected static NpgsqlParameter Json(string json) => new() { Value = json, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb };

    private async Task<(ReferenceOutcome Outcome, TRow? Row)> WriteAsync(
        string organization, Guid id, Func<NpgsqlConnection, CancellationToken, Task<bool>> write, CancellationToken cancellationToken, bool deletes = false)
    {
        try
        {
            return await database.InTransactionAsync(
                async (connection, token) => await write(connection, token)
                    ? (ReferenceOutcome.Done, deletes ? null : await connection.Command($"select {Selection} from {Table} t {Joins} where t.organization = $1 and t.id = $2", organization, id).FirstAsync(Map, token))
                    : (ReferenceOutcome.Unknown, null),
                cancellationToken: cancellationToken);
        }
        catch (InUseException)
        {
            return (ReferenceOutcome.InUse, null);
        }
        catch (PostgresException exception) when (SqlStateMapping.FaultOf(exception) == SqlFault.UniqueViolation)
        {
            return (exception.ConstraintName == "workspaces_state" ? ReferenceOutcome.StateTaken : ReferenceOutcome.NameTaken, null);
        }
        catch (PostgresException exception) when (SqlStateMapping.FaultOf(exception) == SqlFault.ForeignKeyViolation)
        {
            return (deletes ? ReferenceOutcome.InUse : ReferenceOutcome.UnknownReference, null);
        }
    }

    private sealed class InUseException : Exception;
}
