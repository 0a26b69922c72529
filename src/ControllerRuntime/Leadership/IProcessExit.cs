namespace StackOperator.ControllerRuntime.Leadership;

/// <summary>Ends the process after the lease is lost.</summary>
internal interface IProcessExit
{
    /// <summary>Asks the host to stop and returns.</summary>
    void Stop();

    /// <summary>Ends the process at once, whatever still runs.</summary>
    void Kill(string reason);
}
