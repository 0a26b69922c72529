namespace StackOperator.Dev.Builds;

/// <summary>Builds the solution.</summary>
internal static class SolutionBuild
{
    /// <summary>Builds everything.</summary>
    /// <exception cref="CommandFailedException">It does not build; the message holds the errors.</exception>
    public static async Task RunAsync(Repository repository, BuildKind kind, CancellationToken ct)
    {
        // A quick build leaves outputs behind that were never analyzed, and that an incremental build would trust.
        string[] options = kind == BuildKind.Strict ? ["--no-incremental", "-warnaserror"] : ["-p:RunAnalyzers=false"];
        var output = await DotNetCommand.TryAsync(repository, ["build", repository.Solution, "-v", "q", "--nologo", .. options], ct);
        if (output is not null)
            throw new CommandFailedException(string.Join('\n', DotNetCommand.Errors(output).Prepend("The solution does not build:")));
    }
}
