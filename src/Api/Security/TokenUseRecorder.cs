using StackOperator.Store.Access;

namespace StackOperator.Api.Security;

/// <summary>Writes when tokens were last used, many at a time: no request waits for it.</summary>
internal sealed partial class TokenUseRecorder(AccessTokenAuthenticator authenticator, AccessTokenStore store, TimeProvider time, ILogger<TokenUseRecorder> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await WriteAsync(stoppingToken);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var uses = authenticator.TakeUses();
        if (uses.Count == 0)
        {
            return;
        }

        try
        {
            await store.TouchAsync([.. uses.Select(static use => use.Key)], [.. uses.Select(static use => use.Value)], cancellationToken);
        }
        catch (Exception exception)
        {
            Log.Lost(logger, exception, uses.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Warning, "The last use of {Count} access tokens could not be written")]
        public static partial void Lost(ILogger logger, Exception exception, int count);
    }
}
