using System.Diagnostics;
using System.Runtime.InteropServices;

namespace StackOperator.LocalServices.Processes;

/// <summary>A process in the background whose output goes to a file. It can be found again by its pid file.</summary>
public sealed partial class BackgroundProcess : IAsyncDisposable
{
    // The process writes its identity (proc(5): field 22 is the start time) before it becomes the program: a crash of the starter never leaves one unknown.
    private const string Script = """
        if [ -n "$1" ]; then echo "$$ $(cut -d ' ' -f 22 /proc/$$/stat)" >"$1" || exit 1; fi
        shift
        exec "$@" >>"$0" 2>&1 </dev/null
        """;

    private const int LongestLine = 300;
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(20);
    private readonly string? _pidFile;

    private BackgroundProcess(string name, ProcessIdentity identity, string logFile, string? pidFile)
    {
        Name = name;
        Identity = identity;
        LogFile = logFile;
        _pidFile = pidFile;
    }

    public string Name { get; }

    public ProcessIdentity Identity { get; }

    public string LogFile { get; }

    public bool IsRunning => Identity.IsAlive;

    /// <summary>Starts the command. The pid stays the same through the wrappers (each of them execs the next).</summary>
    public static async Task<BackgroundProcess> StartAsync(BackgroundCommand command, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = command.WorkingDirectory ?? "" };
        foreach (var argument in WrapperArguments(command).Append(command.Program).Concat(command.Arguments))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;

        if (command.PidFile is not null)
            File.Delete(command.PidFile);
        var identity = await SpawnThread.RunAsync(() => Launch(command, start)).WaitAsync(ct);
        var process = new BackgroundProcess(command.Name, identity, command.LogFile, command.PidFile);
        while (command.PidFile is not null && process.IsRunning && !IsWritten(command.PidFile))
            await Task.Delay(_poll, ct);
        return process;
    }

    /// <summary>The process that an earlier start remembered in <paramref name="pidFile"/>, when it still runs. A stale file is removed.</summary>
    public static BackgroundProcess? TryAttach(string name, string pidFile, string logFile)
    {
        if (!File.Exists(pidFile))
            return null;
        if (ProcessIdentity.TryParse(File.ReadAllText(pidFile), out var identity) && identity.IsAlive)
            return new BackgroundProcess(name, identity, logFile, pidFile);
        File.Delete(pidFile);
        return null;
    }

    /// <summary>Sends a signal, unless the process has ended.</summary>
    public void Send(Signal signal)
    {
        if (IsRunning)
            _ = Kill(Identity.Pid, (int)signal);
    }

    /// <summary>Asks the process to end, kills it after <paramref name="patience"/>, returns when it is gone.</summary>
    public async Task StopAsync(Signal signal, TimeSpan patience)
    {
        Send(signal);
        if (!await WaitForExitAsync(patience))
        {
            Send(Signal.Kill);
            if (!await WaitForExitAsync(TimeSpan.FromSeconds(10)))
                throw new LocalServiceException($"{Name} (process {Identity.Pid}) does not end, not even when killed.");
        }

        if (_pidFile is not null)
            File.Delete(_pidFile);
    }

    /// <summary>Ends the process the hard way, as a crash would.</summary>
    public Task KillAsync() => StopAsync(Signal.Kill, TimeSpan.FromSeconds(10));

    /// <summary>The last lines of the log, for error messages.</summary>
    public string LogTail(int lines = 12)
    {
        if (!File.Exists(LogFile))
            return "(no log)";
        using var stream = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(stream.Length, 16 * 1024), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(lines).Select(l => l.Length > LongestLine ? $"{l[..LongestLine]} …" : l));
    }

    public async ValueTask DisposeAsync() => await StopAsync(Signal.Terminate, TimeSpan.FromSeconds(10));

    private static bool IsWritten(string pidFile) => File.Exists(pidFile) && ProcessIdentity.TryParse(File.ReadAllText(pidFile), out _);

    private static ProcessIdentity Launch(BackgroundCommand command, ProcessStartInfo start)
    {
        try
        {
            var process = Process.Start(start)!;
            // Kept alive until its exit is seen: this makes the runtime reap the child.
            process.EnableRaisingEvents = true;
            process.Exited += (_, _) => process.Dispose();
            return ProcessIdentity.TryRead(process.Id, out var identity) ? identity : new ProcessIdentity(process.Id, -1);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new LocalServiceException($"{command.Name} cannot be started: {e.Message}", e);
        }
    }

    private static List<string> WrapperArguments(BackgroundCommand command)
    {
        List<string> arguments = ["-c", Script, command.LogFile, command.PidFile ?? ""];
        if (command.Lifetime == Lifetime.Detached)
            arguments.Add("setsid");
        if (command.User is not null || command.Lifetime == Lifetime.WithParent)
        {
            arguments.Add("setpriv");
            if (command.User is not null)
                arguments.AddRange(["--reuid", command.User, "--regid", command.User == "nobody" ? "nogroup" : command.User, "--clear-groups"]);
            if (command.Lifetime == Lifetime.WithParent)
                arguments.AddRange(["--pdeathsig", "KILL"]);
        }

        return arguments;
    }

    private async Task<bool> WaitForExitAsync(TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        while (IsRunning)
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
                return false;
            await Task.Delay(_poll);
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}
