using System.Diagnostics;

namespace StackOperator.Operator.Tests.Running;

/// <summary>An operator in a process of its own, to be killed.</summary>
internal sealed class OperatorProcess : IDisposable
{
    private readonly Process _process;

    private OperatorProcess(Process process) => _process = process;

    public static OperatorProcess Start(IReadOnlyDictionary<string, string> settings)
    {
        var dll = typeof(OperatorApplication).Assembly.Location;
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", "--runtimeconfig", Path.ChangeExtension(typeof(OperatorProcess).Assembly.Location, ".runtimeconfig.json"), "--depsfile", Path.ChangeExtension(typeof(OperatorProcess).Assembly.Location, ".deps.json"), dll, "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning", .. settings.Select(static s => $"--{s.Key}={s.Value}")])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) => Console.Error.WriteLine($"operator process: {line.Data}");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new OperatorProcess(process);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(ct);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
