using Microsoft.Extensions.Options;
using StackOperator.Api.Sweeping;
using StackOperator.Store.Updates;

namespace StackOperator.Api.Updates;

/// <summary>
/// Ends updates whose client fell silent: at the start of the process, then periodically. Any number of replicas may do it
/// at once, each update is ended once. A stack does not depend on it: starting also ends what has run out.
/// </summary>
internal sealed partial class LeaseSweeper(UpdateStore updates, IOptions<LeaseOptions> options, TimeProvider time, ILogger<LeaseSweeper> logger)
    : Sweeper(TimeSpan.FromSeconds(options.Value.SweepSeconds), atStart: true, time, logger)
{
    private const int Batch = 100;

    protected override string Subject => "leases that have run out";

    protected override async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var update in await updates.FindExpiredAsync(Batch, cancellationToken))
        {
            try
            {
                await updates.ExpireAsync(update, cancellationToken);
                Log.Ended(Logger, update);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // One update that cannot be ended must not keep the others.
                Log.NotEnded(Logger, e, update);
            }
        }

        await updates.ForgetNotStartedAsync(Batch, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Information, "Update {Update} was ended: its lease had run out.")]
        public static partial void Ended(ILogger logger, Guid update);

        [LoggerMessage(3, LogLevel.Error, "Update {Update}, whose lease has run out, could not be ended.")]
        public static partial void NotEnded(ILogger logger, Exception exception, Guid update);
    }
}
