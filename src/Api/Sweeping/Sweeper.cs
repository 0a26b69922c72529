namespace StackOperator.Api.Sweeping;

/// <summary>
/// Ends or removes what has run out, from time to time. A turn that fails is told and the next one goes on; replicas may do
/// it at once.
/// </summary>
/// <param name="interval">Time between two turns.</param>
/// <param name="atStart">Whether the first turn is at the start of the process.</param>
/// <param name="time">Measures the interval.</param>
/// <param name="logger">Tells of turns that failed.</param>
internal abstract partial class Sweeper(TimeSpan interval, bool atStart, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>The log of this sweeper.</summary>
    protected ILogger Logger => logger;

    /// <summary>What is swept, for the log.</summary>
    protected abstract string Subject { get; }

    /// <summary>One turn.</summary>
    protected abstract Task SweepAsync(CancellationToken cancellationToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        if (atStart)
        {
            await TurnAsync(stoppingToken);
        }

        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TurnAsync(stoppingToken);
        }
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SweepAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, e, Subject);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Sweeping {Subject} failed; it goes on at its next turn")]
        public static partial void Failed(ILogger logger, Exception exception, string subject);
    }
}
