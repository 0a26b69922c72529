using StackOperator.Store.Idempotency;

namespace StackOperator.Api.Idempotency;

/// <summary>Removes answers whose time is over.</summary>
internal sealed partial class IdempotencySweeper(IdempotencyStore store, TimeProvider time, ILogger<IdempotencySweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(31, LogLevel.Warning, "Old idempotency keys could not be removed; trying again later")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
