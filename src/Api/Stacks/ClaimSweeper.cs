using StackOperator.Store.Claims;

namespace StackOperator.Api.Stacks;

/// <summary>Removes claims whose callers never came back for their answer.</summary>
internal sealed partial class ClaimSweeper(IdentityClaims claims, TimeProvider time, ILogger<ClaimSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await claims.SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(21, LogLevel.Warning, "Old claims could not be removed; trying again later")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
