using CliWrap;
using CliWrap.Buffered;

namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>Runs kubectl as a person would.</summary>
public sealed class Kubectl(string kubeconfig)
{
    /// <summary>Runs it; the arguments are split at spaces. Fails with what it printed.</summary>
    public Task<string> RunAsync(string arguments, CancellationToken cancellationToken) => RunAsync(arguments, "", cancellationToken);

    /// <summary>Applies a manifest.</summary>
    public Task<string> ApplyAsync(string yaml, CancellationToken cancellationToken) => RunAsync("apply -f -", yaml, cancellationToken);

    private async Task<string> RunAsync(string arguments, string input, CancellationToken cancellationToken)
    {
        var result = await Cli.Wrap("kubectl")
            .WithArguments(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .WithEnvironmentVariables(new Dictionary<string, string?> { ["KUBECONFIG"] = kubeconfig })
            .WithStandardInputPipe(PipeSource.FromString(input))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);
        return result.ExitCode == 0 ? result.StandardOutput : throw new InvalidOperationException($"kubectl {arguments}: {result.StandardError}");
    }
}
