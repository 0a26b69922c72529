namespace StackOperator.Store.Leadership;

/// <summary>Another process leads by now; nothing was written.</summary>
public sealed class FencingTokenRejectedException : Exception
{
    public FencingTokenRejectedException()
        : base("Another operator process has taken over the database; nothing was written.")
    {
    }

    public FencingTokenRejectedException(string message)
        : base(message)
    {
    }

    public FencingTokenRejectedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
