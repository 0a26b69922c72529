using System.CommandLine;
using StackOperator.Dev.Builds;
using StackOperator.Dev.Generate;
using StackOperator.Dev.TestRuns;
using StackOperator.LocalServices;
using StackOperator.LocalServices.Provisioning;

namespace StackOperator.Dev.Check;

/// <summary><c>./dev check</c></summary>
internal static class CheckCommand
{
    public static Command Create(Repository repository, IStepLog steps)
    {
        var command = new Command("check", "What CI does: format, build with warnings as errors, generated files up to date, tests.");
        command.SetAction((_, ct) => RunAsync(repository, steps, ct));
        return command;
    }

    private static async Task<int> RunAsync(Repository repository, IStepLog steps, CancellationToken ct)
    {
        await new Provisioner(steps).EnsureAllAsync(ct);
        List<string> problems = [];
        await NoteAsync(problems, () => steps.RunAsync("Check the format", token => CheckFormatAsync(repository, token), ct));
        var builds = await NoteAsync(problems, () => steps.RunAsync("Build with warnings as errors", token => SolutionBuild.RunAsync(repository, BuildKind.Strict, token), ct));
        var summary = new TestSummary(0, builds ? 0 : 1, 0);
        if (builds)
        {
            await NoteAsync(problems, () => CheckGeneratedAsync(repository, steps, ct));
            summary = await new TestRun(repository, steps).RunAsync(filter: null, ct);
        }

        foreach (var problem in problems)
            Console.WriteLine(problem);
        Console.WriteLine(summary);
        return problems.Count == 0 && summary.Failed == 0 ? 0 : 1;
    }

    // Style rules are part of the build; only white space is left, which needs no compilation.
    private static async Task CheckFormatAsync(Repository repository, CancellationToken ct)
    {
        var output = await DotNetCommand.TryAsync(repository, ["format", "whitespace", repository.Root, "--folder", "--verify-no-changes"], ct);
        if (output is not null)
            throw new CommandFailedException($"White space is not as .editorconfig says ('dotnet format whitespace . --folder' mends it):\n{string.Join('\n', DotNetCommand.Errors(output))}");
    }

    private static async Task CheckGeneratedAsync(Repository repository, IStepLog steps, CancellationToken ct)
    {
        var changed = await GeneratedFiles.ChangedByAsync(repository, () => steps.RunAsync("Check generated files", token => GeneratedFiles.WriteAsync(repository, token), ct));
        if (changed.Count > 0)
            throw new CommandFailedException($"Generated files were out of date; they are written now, commit them: {string.Join(", ", changed)}");
    }

    private static async Task<bool> NoteAsync(List<string> problems, Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (CommandFailedException e)
        {
            problems.Add(e.Message);
            return false;
        }
    }
}
