using Npgsql;

namespace StackOperator.Store.Access;

/// <summary>Access tokens and the users behind them.</summary>
public sealed class AccessTokenStore(NpgsqlDataSource database)
{
    /// <summary>Channel that names the login whose tokens, roles or data changed.</summary>
    public const string ChangedChannel = "access_changed";

    /// <summary>Finds the owner of a token that is neither revoked nor expired; null when there is none.</summary>
    public async Task<AccessTokenOwner?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        const string Sql = """
            select t.id, u.login, u.display_name, u.email, u.default_organization, t.expires_at,
                   coalesce(array_agg(m.organization) filter (where m.organization is not null), '{}'),
                   coalesce(array_agg(m.role) filter (where m.organization is not null), '{}')
            from access_tokens t
            join users u using (login)
            left join organization_members m using (login)
            where t.hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
            group by t.id, u.login
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hash });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ReadOwner(reader) : null;
    }

    /// <summary>Notes when tokens were used; times only move forward.</summary>
    public async Task TouchAsync(Guid[] tokenIds, DateTime[] usedAt, CancellationToken cancellationToken)
    {
        const string Sql = """
            update access_tokens t set last_used_at = u.used_at
            from unnest($1, $2) as u(id, used_at)
            where t.id = u.id and (t.last_used_at is null or t.last_used_at < u.used_at)
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = tokenIds });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = usedAt });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static AccessTokenOwner ReadOwner(NpgsqlDataReader reader)
    {
        var organizations = reader.GetFieldValue<string[]>(6);
        var texts = reader.GetFieldValue<string[]>(7);
        var roles = new Dictionary<string, Role>(StringComparer.Ordinal);
        for (var i = 0; i < organizations.Length; i++)
        {
            if (RoleNames.TryParse(texts[i], out var role))
            {
                roles.Add(organizations[i], role);
            }
        }

        return new AccessTokenOwner(
            reader.GetGuid(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetString(3),
            reader.IsDBNull(4) ? null : reader.GetString(4),
            reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5),
            roles);
    }
}
