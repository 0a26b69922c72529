using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StackOperator.Dev.State;
using StackOperator.LocalServices;
using StackOperator.LocalServices.Processes;

namespace StackOperator.Dev.Up;

/// <summary>Operator or API as a process that outlives the command; found again by its files in <c>.dev/</c>.</summary>
internal sealed class LocalService(LocalState state, string name)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private string File(string suffix) => state.At($"{name}.{suffix}");

    public string LogFile => File("log");

    /// <summary>The running process; null when there is none.</summary>
    public BackgroundProcess? Running() => BackgroundProcess.TryAttach(name, File("pid"), LogFile);

    /// <summary>The port of the last start; null when there was none.</summary>
    public int? Port() => System.IO.File.Exists(File("port")) && int.TryParse(System.IO.File.ReadAllText(File("port")), CultureInfo.InvariantCulture, out var port) ? port : null;

    /// <summary>Whether it runs and answers on this port, with these settings.</summary>
    public async Task<bool> RunsAsync(int port, IReadOnlyDictionary<string, string?> environment, string programs, CancellationToken ct) =>
        Running() is not null && Port() == port && System.IO.File.Exists(File("settings")) && await System.IO.File.ReadAllTextAsync(File("settings"), ct) == Fingerprint(environment, programs) && await IsReadyAsync(port, ct);

    /// <summary>Starts it (again) and waits until it is ready.</summary>
    /// <exception cref="LocalServiceException">It ended, or was not ready in time.</exception>
    public async Task<BackgroundProcess> StartAsync(string assembly, int port, IReadOnlyDictionary<string, string?> environment, string programs, CancellationToken ct)
    {
        await StopAsync();
        System.IO.File.Delete(LogFile);
        await System.IO.File.WriteAllTextAsync(File("port"), port.ToString(CultureInfo.InvariantCulture), ct);
        var command = new BackgroundCommand(name, "dotnet", [assembly], LogFile, Lifetime.Detached) { Environment = environment, PidFile = File("pid"), WorkingDirectory = state.Folder };
        var process = await BackgroundProcess.StartAsync(command, ct);
        await Readiness.WaitAsync(process, token => IsReadyAsync(port, token), _patience, ct);
        await System.IO.File.WriteAllTextAsync(File("settings"), Fingerprint(environment, programs), ct);
        return process;
    }

    /// <summary>Stops it; false when it did not run.</summary>
    public async Task<bool> StopAsync()
    {
        if (Running() is not { } process)
            return false;
        await process.StopAsync(Signal.Terminate, TimeSpan.FromSeconds(15));
        return true;
    }

    private static async Task<bool> IsReadyAsync(int port, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/readyz"), ct);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private static string Fingerprint(IReadOnlyDictionary<string, string?> environment, string programs) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', environment.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}").Append(programs)))));
}
