namespace StackOperator.LocalServices;

/// <summary>A local service cannot be provided. The message is one sentence for the person at the terminal: what is wrong and what to do.</summary>
public sealed class LocalServiceException : Exception
{
    public LocalServiceException(string message) : base(message)
    {
    }

    public LocalServiceException(string message, Exception inner) : base(message, inner)
    {
    }
}
