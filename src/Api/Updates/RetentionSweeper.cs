using Microsoft.Extensions.Options;
using StackOperator.Api.Sweeping;
using StackOperator.Store.Updates;

namespace StackOperator.Api.Updates;

/// <summary>Applies the retention rules from time to time; several replicas do not disturb each other.</summary>
internal sealed partial class RetentionSweeper(RetentionStore store, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionSweeper> logger)
    : Sweeper(TimeSpan.FromMinutes(options.Value.EveryMinutes), atStart: false, time, logger)
{
    private const int Step = 50;
    private readonly RetentionOptions _options = options.Value;

    protected override string Subject => "versions and events beyond their retention";

    protected override async Task SweepAsync(CancellationToken cancellationToken)
    {
        var dropped = 0;
        while (await store.StepAsync(_options, Step, cancellationToken) is var rows and > 0)
        {
            dropped += rows;
        }

        Log.Done(Logger, dropped);
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Debug, "Retention dropped {Rows} rows.")]
        public static partial void Done(ILogger logger, int rows);
    }
}
