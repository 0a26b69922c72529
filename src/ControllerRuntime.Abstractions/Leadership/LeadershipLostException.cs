namespace StackOperator.ControllerRuntime.Abstractions.Leadership;

/// <summary>This process no longer leads; the work goes on elsewhere.</summary>
public sealed class LeadershipLostException : Exception
{
    public LeadershipLostException()
        : base("This process does not hold the leader lease; nothing was written.")
    {
    }

    public LeadershipLostException(string message)
        : base(message)
    {
    }

    public LeadershipLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
