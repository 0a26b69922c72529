using CliWrap;
using CliWrap.Buffered;

namespace StackOperator.Dev;

/// <summary>Runs the .NET SDK.</summary>
internal static class DotNetCommand
{
    /// <summary>Runs <c>dotnet</c> in the checkout.</summary>
    /// <returns>Null when it succeeded, else what it printed.</returns>
    public static async Task<string?> TryAsync(Repository repository, IEnumerable<string> arguments, CancellationToken ct)
    {
        var result = await Cli.Wrap("dotnet").WithArguments(arguments).WithWorkingDirectory(repository.Root).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(ct);
        return result.ExitCode == 0 ? null : $"{result.StandardOutput}\n{result.StandardError}".Trim();
    }

    /// <summary>The errors in the output of a build, each once.</summary>
    public static IReadOnlyList<string> Errors(string output)
    {
        var errors = output.Split('\n').Select(l => l.Trim()).Where(l => l.Contains(": error ", StringComparison.Ordinal)).Distinct().Take(50).ToList();
        return errors.Count > 0 ? errors : [.. output.Split('\n').TakeLast(30)];
    }
}
