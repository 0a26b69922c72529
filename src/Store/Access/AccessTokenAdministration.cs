using Npgsql;
using StackOperator.Store.Database;

namespace StackOperator.Store.Access;

/// <summary>What administrators do with access tokens: issue, list, revoke. Every change tells the API processes.</summary>
public sealed class AccessTokenAdministration(NpgsqlDataSource database)
{
    /// <summary>Creates the user when absent, gives it the roles, and issues a token.</summary>
    /// <returns>The token in clear: the only time it is seen.</returns>
    public async Task<string> IssueAsync(AccessTokenRequest request, CancellationToken cancellationToken)
    {
        const string UserSql = "insert into users (login) values ($1) on conflict do nothing";
        const string RoleSql = """
            insert into organization_members (organization, login, role)
            select organization, $1, role from unnest($2, $3) as r(organization, role)
            on conflict (organization, login) do update set role = excluded.role
            """;
        const string TokenSql = """
            insert into access_tokens (id, login, hash, prefix, description, expires_at) values ($2, $1, $3, $4, $5, $6)
            """;
        const string NotifySql = "select pg_notify('access_changed', $1)";
        var token = AccessToken.Create();
        await database.InTransactionAsync(
            async (connection, cancel) =>
            {
                await using var batch = new NpgsqlBatch(connection)
                {
                    BatchCommands =
                    {
                        Command(UserSql, request.Login),
                        Command(RoleSql, request.Login, request.Roles.Keys.ToArray(), request.Roles.Values.Select(RoleNames.ToText).ToArray()),
                        Command(TokenSql, request.Login, Guid.CreateVersion7(), AccessToken.Hash(token), token[..AccessToken.ShownLength], request.Description, request.ExpiresAt?.UtcDateTime ?? (object)DBNull.Value),
                        Command(NotifySql, request.Login),
                    },
                };
                await batch.ExecuteNonQueryAsync(cancel);
            },
            cancellationToken: cancellationToken);
        return token;
    }

    /// <summary>Tokens of one user, or of all; newest first.</summary>
    public async Task<IReadOnlyList<AccessTokenRow>> ListAsync(string? login, CancellationToken cancellationToken)
    {
        const string Sql = """
            select id, login, prefix, description, created_at, last_used_at, expires_at, revoked_at
            from access_tokens where $1::text is null or login = $1 order by created_at desc, id
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)login ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<AccessTokenRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new AccessTokenRow(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4), Time(reader, 5), Time(reader, 6), Time(reader, 7)));
        }

        return rows;
    }

    /// <summary>Revokes the token with this id; false when there is none that is not revoked already.</summary>
    public async Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        const string Sql = """
            with revoked as (update access_tokens set revoked_at = now() where id = $1 and revoked_at is null returning login)
            select pg_notify('access_changed', login) from revoked
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    private static NpgsqlBatchCommand Command(string sql, params object[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }
}
