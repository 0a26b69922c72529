using Microsoft.Extensions.Hosting;

namespace StackOperator.ControllerRuntime.Leadership;

/// <summary>The real process. The exit code tells the supervisor that this was no ordinary stop.</summary>
internal sealed class ProcessExit(IHostApplicationLifetime lifetime) : IProcessExit
{
    public void Stop()
    {
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    // Environment.Exit would wait for the host, which is what does not end.
    public void Kill(string reason) => Environment.FailFast(reason);
}
