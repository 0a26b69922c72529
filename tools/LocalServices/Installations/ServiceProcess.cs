using StackOperator.LocalServices.Processes;

namespace StackOperator.LocalServices.Installations;

/// <summary>A running operator or API.</summary>
/// <param name="Url">Where it listens.</param>
/// <param name="Process">The process.</param>
public sealed record ServiceProcess(Uri Url, BackgroundProcess Process)
{
    /// <summary>Ends it as a crash would.</summary>
    public Task KillAsync() => Process.KillAsync();

    /// <summary>Ends it as a rollout would: SIGTERM and patience.</summary>
    public Task StopAsync() => Process.StopAsync(Signal.Terminate, TimeSpan.FromSeconds(40));
}
