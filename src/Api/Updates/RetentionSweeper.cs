using Microsoft.Extensions.Options;
using StackOperator.Store.Updates;

namespace StackOperator.Api.Updates;

/// <summary>Applies the retention rules from time to time; several replicas do not disturb each other.</summary>
internal sealed partial class RetentionSweeper(RetentionStore store, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionSweeper> logger) : BackgroundService
{
    private const int Step = 50;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(options.Value.EveryMinutes), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var dropped = 0;
                while (await store.StepAsync(options.Value, Step, stoppingToken) is var rows and > 0)
                {
                    dropped += rows;
                }

                Log.Done(logger, dropped);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Retention dropped {Rows} rows.")]
        public static partial void Done(ILogger logger, int rows);

        [LoggerMessage(2, LogLevel.Error, "Retention failed; it goes on at its next turn.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
