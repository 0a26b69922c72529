using System.Globalization;
using System.Security.Cryptography;
using CliWrap;
using CliWrap.Buffered;
using StackOperator.LocalServices.Processes;

namespace StackOperator.LocalServices.Postgres;

/// <summary>The files of a server.</summary>
internal sealed record PostgresFolder(string Folder)
{
    /// <summary>PostgreSQL refuses to run as root.</summary>
    public static string? ServerUser => !Environment.IsPrivilegedProcess ? null : File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    public string Data => Path.Combine(Folder, "server", "data");

    public string PasswordFile => Path.Combine(Folder, "password");

    public string PortFile => Path.Combine(Folder, "port");

    public string PidFile => Path.Combine(Folder, "pid");

    public string LogFile => Path.Combine(Folder, "log");

    /// <summary>A socket's path is limited to 107 bytes (unix(7)); without one there is TCP.</summary>
    public string SocketFolder => Path.Combine(Folder, "server") is { Length: < 85 } folder ? folder : "";

    public static PostgresFolder At(string folder) => new(Path.GetFullPath(folder));

    /// <summary>The port of the last start; null when there was none.</summary>
    public int? ReadPort() => File.Exists(PortFile) && int.TryParse(File.ReadAllText(PortFile), CultureInfo.InvariantCulture, out var port) ? port : null;

    /// <summary>The port of the last start when it is free, so that addresses stay the same over restarts.</summary>
    public int? RememberedPort() => ReadPort() is { } port && FreePort.IsFree(port) ? port : null;

    /// <summary>Removes the server's own lock file when its process is gone: its id may belong to somebody else by now, and the server would believe that it runs.</summary>
    /// <exception cref="LocalServiceException">A server that nobody remembers runs in this folder.</exception>
    public void RemoveStaleLock()
    {
        var file = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(file))
            return;
        var command = File.ReadLines(file).FirstOrDefault() is { } pid && File.Exists($"/proc/{pid}/cmdline") ? File.ReadAllText($"/proc/{pid}/cmdline") : "";
        if (command.Contains(Data, StringComparison.Ordinal))
            throw new LocalServiceException($"A PostgreSQL server already runs on {Data}: end process {File.ReadLines(file).First()} and try again.");
        File.Delete(file);
    }

    /// <summary>Makes the data unless it is there.</summary>
    public async Task PrepareAsync(PostgresBinaries binaries, bool durable, CancellationToken ct)
    {
        const UnixFileMode passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(Folder, passable);
        if (File.Exists(Path.Combine(Data, "PG_VERSION")) && File.Exists(PasswordFile))
            return;
        var server = Path.GetDirectoryName(Data)!;
        if (Directory.Exists(server))
            Directory.Delete(server, recursive: true);
        Directory.CreateDirectory(server, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (ServerUser is { } user)
            await RunAsync("chown", [user, server], "", ct);
        var password = RandomNumberGenerator.GetHexString(40, lowercase: true);
        await InitializeAsync(binaries, server, password, durable, ct);
        await File.WriteAllTextAsync(PasswordFile, password, ct);
        File.SetUnixFileMode(PasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    // The password file must be readable by the server's user: it is written by that user, from standard input.
    private static Task InitializeAsync(PostgresBinaries binaries, string server, string password, bool durable, CancellationToken ct)
    {
        const string script = """umask 077; cat >"$1/superuser"; "$2" -D "$1/data" -U "$3" -A scram-sha-256 --pwfile "$1/superuser" -E UTF8 --locale=C.UTF-8 --no-instructions $4 && rm "$1/superuser" """;
        List<string> command = ["/bin/sh", "-c", script, "initdb", server, binaries.Initdb, PostgresServer.Superuser, durable ? "" : "--no-sync"];
        if (ServerUser is { } user)
            command.InsertRange(0, ["setpriv", "--reuid", user, "--regid", user == "nobody" ? "nogroup" : user, "--clear-groups"]);
        return RunAsync(command[0], command.Skip(1), password, ct);
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments, string input, CancellationToken ct)
    {
        var result = await Cli.Wrap(program).WithArguments(arguments).WithWorkingDirectory("/").WithStandardInputPipe(PipeSource.FromString(input)).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(ct);
        if (result.ExitCode != 0)
            throw new LocalServiceException($"A PostgreSQL data folder cannot be made ({program} ended with {result.ExitCode}): {result.StandardError.Trim()} {result.StandardOutput.Trim()}");
    }
}
