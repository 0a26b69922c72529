using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StackOperator.Store.Database;

/// <summary>Brings the schema up to date before anything else of the process starts.</summary>
public sealed partial class MigrateOnStart(IOptions<StackDatabaseOptions> options, TimeProvider time, ILogger<MigrateOnStart> logger) : IHostedLifecycleService
{
    // The database may start together with this process. After this time the process ends, and says why.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var connectionString = options.Value.ConnectionString();
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await Migrator.MigrateAsync(connectionString, cancellationToken);
                Log.Migrated(logger);
                return;
            }
            catch (Exception e) when (SqlStateMapping.IsTransient(e) && time.GetElapsedTime(started) < Patience && !cancellationToken.IsCancellationRequested)
            {
                Log.NotYet(logger, Pause, e.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Information, "The database schema is up to date.")]
        public static partial void Migrated(ILogger logger);

        [LoggerMessage(2102, LogLevel.Warning, "The database is not there yet, trying again in {Pause}: {Reason}")]
        public static partial void NotYet(ILogger logger, TimeSpan pause, string reason);
    }
}
