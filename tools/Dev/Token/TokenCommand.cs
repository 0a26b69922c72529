using System.CommandLine;
using StackOperator.Dev.State;
using StackOperator.Dev.Up;
using StackOperator.LocalServices.Installations;

namespace StackOperator.Dev.Token;

/// <summary><c>./dev token</c></summary>
internal static class TokenCommand
{
    public static Command Create(Repository repository)
    {
        var user = new Argument<string>("USER") { Description = "Login; made when it is new." };
        var roles = new Argument<string>("ORG=ROLE[,ORG=ROLE…]") { Description = "Roles: viewer, member or admin of organizations." };
        var command = new Command("token", "Prints a new access token for the running installation.") { user, roles };
        command.SetAction((parsed, ct) => RunAsync(repository, parsed.GetValue(user)!, parsed.GetValue(roles)!, ct));
        return command;
    }

    private static async Task<int> RunAsync(Repository repository, string user, string roles, CancellationToken ct)
    {
        var state = new LocalState(repository);
        if (!EnvFile.Read(state).TryGetValue(EnvFile.DatabaseUrl, out var database) || new LocalService(state, "api").Running() is null)
            throw new CommandFailedException("Nothing runs here: start it with ./dev up.");
        Console.WriteLine(await AccessTokens.IssueAsync(new Programs(repository, state).Command(Programs.Api), database, user, roles, ct));
        return 0;
    }
}
