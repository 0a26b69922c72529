namespace StackOperator.LocalServices.Processes;

/// <summary>Signals by their Linux numbers.</summary>
public enum Signal
{
    None = 0,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}
