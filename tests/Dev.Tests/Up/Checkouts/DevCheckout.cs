using CliWrap;
using CliWrap.Buffered;
using StackOperator.Dev.State;
using StackOperator.Dev.Up;
using StackOperator.LocalServices.Processes;
using StackOperator.Testing;

namespace StackOperator.Dev.Tests.Up.Checkouts;

/// <summary>
/// A checkout of its own for <c>./dev</c>: manifests and built programs of the real one, state in a temporary folder. Commands run as
/// processes, as from a shell, on a machine without network.
/// </summary>
internal sealed class DevCheckout : IAsyncDisposable
{
    private static readonly string[] _inherited = ["KUBECONFIG", "KUBEBUILDER_ASSETS", "STACK_DATABASE_URL", "STACK_API_URL", "STACK_API_TOKEN"];
    private readonly RunFolder _folder = RunFolder.Create();

    private DevCheckout()
    {
        Repository = new Repository(Path.Combine(_folder.FolderPath, "checkout"));
        State = new LocalState(Repository);
    }

    public Repository Repository { get; }

    public LocalState State { get; }

    /// <summary>A port that nobody listens on.</summary>
    public int Port { get; } = FreePort.Take();

    /// <summary>A checkout whose operator and API are built.</summary>
    public static async Task<DevCheckout> CreateAsync()
    {
        var checkout = new DevCheckout();
        foreach (var folder in new[] { "src", "eng", ".dev/programs" })
            Directory.CreateDirectory(checkout.Repository.At(folder));
        await File.WriteAllTextAsync(checkout.Repository.Solution, "");
        Directory.CreateSymbolicLink(checkout.Repository.At("config"), Path.Combine(RepositoryRoot.Folder, "config"));
        foreach (var project in new[] { Programs.Operator, Programs.Api })
            Directory.CreateSymbolicLink(checkout.State.At($"programs/{project}"), Output("src", project));
        await File.WriteAllTextAsync(checkout.State.At("programs.stamp"), new Programs(checkout.Repository, checkout.State).Fingerprint());
        return checkout;
    }

    /// <summary>Runs <c>./dev</c> with arguments that are split at spaces.</summary>
    public async Task<DevRun> RunAsync(string arguments, params (string Name, string? Value)[] environment)
    {
        var command = Cli.Wrap("dotnet")
            .WithArguments([Path.Combine(Output("tools", "Dev"), "StackOperator.Dev.dll"), .. arguments.Split(' ')])
            .WithWorkingDirectory(Repository.Root)
            .WithEnvironmentVariables(Environment(environment))
            .WithValidation(CommandResultValidation.None);
        var result = await command.ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        return new DevRun(result.ExitCode, result.StandardOutput, result.StandardError.Trim(), result.RunTime);
    }

    /// <summary>Runs a line of shell as somebody who has read <c>.dev/env</c>.</summary>
    public async Task<string> ShellAsync(string line)
    {
        var result = await Cli.Wrap("/bin/sh").WithArguments(["-euc", $". .dev/env; {line}"]).WithWorkingDirectory(Repository.Root)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        result.ExitCode.ShouldBe(0, $"{line}: {result.StandardError}");
        return result.StandardOutput;
    }

    /// <summary>Ends one of its processes as a crash would.</summary>
    /// <param name="pidFile">Its pid file below <c>.dev/</c>.</param>
    public async Task KillAsync(string pidFile)
    {
        var process = BackgroundProcess.TryAttach(pidFile, State.At(pidFile), "").ShouldNotBeNull();
        process.Send(Signal.Kill);
        await Eventually.UntilAsync(_ => Task.FromResult(process.IsRunning), running => !running, because: $"{pidFile} was killed");
    }

    /// <summary>Command lines of all processes that name this checkout.</summary>
    public IReadOnlyList<string> Processes() =>
        [.. Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)).Select(CommandLine).Where(c => c.Contains(Repository.Root, StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        await RunAsync("down --purge");
        _folder.Dispose();
    }

    private static string Output(string folder, string project) =>
        Path.Combine(RepositoryRoot.Folder, folder, project, "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0");

    private static Dictionary<string, string?> Environment((string Name, string? Value)[] given)
    {
        var environment = _inherited.ToDictionary(name => name, _ => (string?)null);
        foreach (var name in new[] { "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy" })
            environment[name] = "http://127.0.0.1:1";
        foreach (var (name, value) in given)
            environment[name] = value;
        return environment;
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
