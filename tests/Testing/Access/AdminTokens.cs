using Npgsql;
using StackOperator.Store.Access;

namespace StackOperator.Testing.Access;

/// <summary>Access tokens straight from the store: the API's own command costs a process each time.</summary>
public static class AdminTokens
{
    /// <summary>Issues a token of a new user who is admin of an organization.</summary>
    /// <param name="databaseUrl">A migrated database, Npgsql syntax.</param>
    /// <param name="organization">Name of the organization.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<string> IssueAsync(string databaseUrl, string organization, CancellationToken ct = default)
    {
        await using var database = NpgsqlDataSource.Create(databaseUrl);
        var roles = new Dictionary<string, Role> { [organization] = Role.Admin };
        return await new AccessTokenAdministration(database).IssueAsync(new AccessTokenRequest($"user-{organization}", roles, "test", null), ct);
    }
}
