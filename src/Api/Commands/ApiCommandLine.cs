using System.CommandLine;
using StackOperator.Hosting;

namespace StackOperator.Api.Commands;

/// <summary>The command line of the API binary: serves when no command is named.</summary>
public static class ApiCommandLine
{
    /// <summary>Runs a command; returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        // Everything that is no command is configuration (--urls, --STACK_…), which the host reads by itself.
        if (args.Length == 0 || args[0].StartsWith("--", StringComparison.Ordinal) && args[0] is not ("--help" or "--version"))
            return await StackHost.RunAsync(() => ApiApplication.Build(args));

        var root = new RootCommand("REST facade of Stack Operator: speaks the Pulumi Service protocol. Without a command it serves.")
        {
            AccessTokensCommand.Create(),
            KeyRingCommand.Create(),
            OpenApiCommand.Create(),
        };
        return await root.Parse(args).InvokeAsync();
    }
}
