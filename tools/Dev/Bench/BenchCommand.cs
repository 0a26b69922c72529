using System.CommandLine;
using CliWrap;
using StackOperator.LocalServices;
using StackOperator.LocalServices.Provisioning;
using Command = System.CommandLine.Command;

namespace StackOperator.Dev.Bench;

/// <summary><c>./dev bench</c></summary>
internal static class BenchCommand
{
    public static Command Create(Repository repository, IStepLog steps)
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "Part of a benchmark's name; all when left out." };
        var command = new Command("bench", "Runs the benchmarks in Release and shows the results as a table.") { name };
        command.SetAction((parsed, ct) => RunAsync(repository, steps, parsed.GetValue(name), ct));
        return command;
    }

    private static async Task<int> RunAsync(Repository repository, IStepLog steps, string? name, CancellationToken ct)
    {
        await new Provisioner(steps).EnsureAllAsync(ct);
        await steps.RunAsync("Build in Release", token => BuildAsync(repository, token), ct);
        await using var output = Console.OpenStandardOutput();
        await using var error = Console.OpenStandardError();
        var result = await Cli.Wrap("dotnet")
            .WithArguments(["run", "--no-build", "-c", "Release", "--project", repository.At("bench", "Benchmarks"), "--", .. name is null ? Array.Empty<string>() : [name]])
            .WithWorkingDirectory(repository.Root)
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.ToStream(output))
            .WithStandardErrorPipe(PipeTarget.ToStream(error))
            .ExecuteAsync(ct);
        return result.ExitCode;
    }

    private static async Task BuildAsync(Repository repository, CancellationToken ct)
    {
        var output = await DotNetCommand.TryAsync(repository, ["build", repository.At("bench", "Benchmarks"), "-c", "Release", "-v", "q", "--nologo", "-p:RunAnalyzers=false"], ct);
        if (output is not null)
            throw new CommandFailedException(string.Join('\n', DotNetCommand.Errors(output).Prepend("The benchmarks do not build:")));
    }
}
