using System.Net;
using CliWrap;
using CliWrap.Buffered;
using StackOperator.Dev.State;

namespace StackOperator.Dev.Up;

/// <summary>Access tokens of the running installation.</summary>
internal sealed class Tokens(Programs programs)
{
    /// <summary>Issues a token through the API's own command.</summary>
    /// <param name="databaseUrl">The database.</param>
    /// <param name="user">Login.</param>
    /// <param name="roles"><c>ORG=ROLE[,ORG=ROLE…]</c>.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="CommandFailedException">The command refused; the message says why.</exception>
    public async Task<string> IssueAsync(string databaseUrl, string user, string roles, CancellationToken ct)
    {
        var result = await Cli.Wrap("dotnet")
            .WithArguments([programs.Assembly(Programs.Api), "access-tokens", "create", "--user", user, .. roles.Split(',').SelectMany(r => new[] { "--org", r })])
            .WithEnvironmentVariables(e => e.Set(EnvFile.DatabaseUrl, databaseUrl))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(ct);
        return result.ExitCode == 0
            ? result.StandardOutput.Trim().Split('\n')[^1].Trim()
            : throw new CommandFailedException($"No token for {user}: {result.StandardError.Trim()}");
    }

    /// <summary>Whether the API takes the token.</summary>
    public static async Task<bool> IsValidAsync(Uri api, string token, CancellationToken ct)
    {
        using var http = ApiHttp.Create(api, token);
        using var response = await http.GetAsync(new Uri("api/user", UriKind.Relative), ct);
        return response.StatusCode == HttpStatusCode.OK;
    }
}
