using CliWrap;
using CliWrap.Buffered;

namespace StackOperator.LocalServices.Installations;

/// <summary>Access tokens, issued by the API's own command.</summary>
public static class AccessTokens
{
    /// <summary>Issues a token.</summary>
    /// <param name="api">Program and first arguments that run the API.</param>
    /// <param name="databaseUrl">The database.</param>
    /// <param name="user">Login; made when it is new.</param>
    /// <param name="roles"><c>ORG=ROLE[,ORG=ROLE…]</c>.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LocalServiceException">The command refused; the message says why.</exception>
    public static async Task<string> IssueAsync(IReadOnlyList<string> api, string databaseUrl, string user, string roles, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(roles);
        var result = await Cli.Wrap(api[0])
            .WithArguments([.. api.Skip(1), "access-tokens", "create", "--user", user, .. roles.Split(',').SelectMany(r => (string[])["--org", r])])
            .WithEnvironmentVariables(new Dictionary<string, string?> { [ServiceEnvironment.DatabaseUrl] = databaseUrl })
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(ct);
        return result.ExitCode == 0
            ? result.StandardOutput.Trim().Split('\n')[^1].Trim()
            : throw new LocalServiceException($"No token for {user}: {result.StandardError.Trim()}");
    }
}
