using System.CommandLine;
using StackOperator.Dev.Builds;
using StackOperator.LocalServices;

namespace StackOperator.Dev.Generate;

/// <summary><c>./dev gen</c></summary>
internal static class GenerateCommand
{
    public static Command Create(Repository repository, IStepLog steps)
    {
        var command = new Command("gen", "Writes what is generated from the code: CRDs, RBAC, OpenAPI.");
        command.SetAction((_, ct) => RunAsync(repository, steps, ct));
        return command;
    }

    private static async Task<int> RunAsync(Repository repository, IStepLog steps, CancellationToken ct)
    {
        await steps.RunAsync("Build", token => SolutionBuild.RunAsync(repository, BuildKind.Quick, token), ct);
        var changed = await GeneratedFiles.ChangedByAsync(repository, () => steps.RunAsync("Generate", token => GeneratedFiles.WriteAsync(repository, token), ct));
        Console.WriteLine(changed.Count == 0 ? "Nothing changed." : string.Join('\n', changed.Prepend("Written:")));
        return 0;
    }
}
