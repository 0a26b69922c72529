using CliWrap;
using CliWrap.Buffered;

namespace StackOperator.LocalServices.Provisioning;

/// <summary>Programs of the operating system.</summary>
internal static class Machine
{
    /// <summary>The path of a program on PATH; null when there is none.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program.</summary>
    /// <returns>Its standard output, or null with what it said on standard error.</returns>
    public static async Task<(string? Output, string Error)> TryAsync(string folder, string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        var result = await Cli.Wrap(program).WithArguments(arguments).WithWorkingDirectory(folder).WithValidation(CommandResultValidation.None)
            .WithEnvironmentVariables(e => e.Set("LC_ALL", "C").Set("DEBIAN_FRONTEND", "noninteractive")).ExecuteBufferedAsync(ct);
        return (result.ExitCode == 0 ? result.StandardOutput : null, $"{result.StandardError}\n{result.StandardOutput}".Trim());
    }

    /// <summary>Runs a program as root: directly, or through sudo without asking for a password.</summary>
    public static Task<(string? Output, string Error)> TryAsRootAsync(string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        if (Environment.IsPrivilegedProcess)
            return TryAsync("/", program, arguments, ct);
        return Find("sudo") is { } sudo ? TryAsync("/", sudo, ["-n", program, .. arguments], ct) : Task.FromResult<(string?, string)>((null, "this is not root and there is no sudo"));
    }
}
