namespace StackOperator.Operator.Reconciling;

/// <summary>Log messages of <see cref="StateFollower{TEntity}"/>; the generator makes none in generic classes.</summary>
internal static partial class StateFollowerLog
{
    [LoggerMessage(2001, LogLevel.Information, "Following of changes in the database ended with the leadership.")]
    public static partial void LeadingEnded(ILogger logger);

    [LoggerMessage(2002, LogLevel.Warning, "The owners of {Count} changed stacks could not be read; trying again.")]
    public static partial void LookupFailed(ILogger logger, int count, Exception exception);
}
