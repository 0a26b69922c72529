using System.CommandLine;
using StackOperator.Dev.Builds;
using StackOperator.LocalServices;
using StackOperator.LocalServices.Provisioning;

namespace StackOperator.Dev.TestRuns;

/// <summary><c>./dev test [FILTER]</c></summary>
internal static class TestCommand
{
    public static Command Create(Repository repository, IStepLog steps)
    {
        var filter = new Argument<string?>("FILTER") { Arity = ArgumentArity.ZeroOrOne, Description = "Part of a project's, class's or test's name; spaces stand for underscores." };
        var command = new Command("test", "Gets what is missing on this machine, builds, runs every test against a real PostgreSQL and a real API server.") { filter };
        command.SetAction((parsed, ct) => RunAsync(repository, steps, parsed.GetValue(filter), ct));
        return command;
    }

    private static async Task<int> RunAsync(Repository repository, IStepLog steps, string? filter, CancellationToken ct)
    {
        await new Provisioner(steps).EnsureAllAsync(ct);
        await steps.RunAsync("Build", token => SolutionBuild.RunAsync(repository, BuildKind.Quick, token), ct);
        var summary = await new TestRun(repository, steps).RunAsync(filter, ct);
        if (filter is not null && summary == TestSummary.Empty)
            throw new CommandFailedException($"No test has '{filter}' in its project's, class's or own name.");
        Console.WriteLine(summary);
        return summary.Failed == 0 ? 0 : 1;
    }
}
