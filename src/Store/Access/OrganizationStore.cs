using Npgsql;
using StackOperator.Store.Database;

namespace StackOperator.Store.Access;

/// <summary>Organizations as callers meet them: who is a member, and founding a new one.</summary>
public sealed class OrganizationStore(NpgsqlDataSource database)
{
    /// <summary>
    /// Makes a user the first admin of an organization that does not exist yet: neither its row nor any member.
    /// Of several founders at once exactly one wins.
    /// </summary>
    /// <returns>True when the user is now its admin.</returns>
    public async Task<bool> FoundAsync(string organization, string login, CancellationToken cancellationToken)
    {
        const string LockSql = "select pg_advisory_xact_lock(hashtextextended('found organization ' || $1, 0))";
        const string FoundSql = """
            with founded as (
                insert into organization_members (organization, login, role)
                select $1, $2, 'admin'
                where not exists (select from organizations where name = $1)
                  and not exists (select from organization_members where organization = $1)
                returning login)
            select pg_notify('access_changed', login) from founded
            """;
        // Two statements, so that the second sees what the lock waited for.
        return await database.InTransactionAsync(
            async (connection, token) =>
            {
                await using var batch = new NpgsqlBatch(connection)
                {
                    BatchCommands =
                    {
                        new NpgsqlBatchCommand(LockSql) { Parameters = { new() { Value = organization } } },
                        new NpgsqlBatchCommand(FoundSql) { Parameters = { new() { Value = organization }, new() { Value = login } } },
                    },
                };
                await using var reader = await batch.ExecuteReaderAsync(token);
                await reader.NextResultAsync(token);
                return await reader.ReadAsync(token);
            },
            cancellationToken: cancellationToken);
    }

    /// <summary>Namespace that holds the objects of an organization; null when the organization has no row yet.</summary>
    public async Task<string?> FindNamespaceAsync(string organization, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select namespace from organizations where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = organization });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>The first organizations by name, at most <paramref name="limit"/>, with their namespaces.</summary>
    public async Task<IReadOnlyList<(string Name, string Namespace)>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select name, namespace from organizations order by name limit $1");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var organizations = new List<(string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            organizations.Add((reader.GetString(0), reader.GetString(1)));
        }

        return organizations;
    }
}
