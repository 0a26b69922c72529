using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StackOperator.Store.Database;

namespace StackOperator.Store.Claims;

/// <summary>
/// The identity of an API process, and the proof that it lives: a session advisory lock derived from its id. When the
/// process dies, PostgreSQL drops the session and others see at once that its claims are orphans.
/// </summary>
public sealed partial class ApiInstance(NpgsqlDataSource database, TimeProvider time, ILogger<ApiInstance> logger) : BackgroundService
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>New for every process.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The first lock is tried before requests are served; a database that is away does not keep the process from starting.
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(_held.Task, Task.Delay(RetryInterval, time, cancellationToken));
    }

    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Lost(logger, exception);
                await Task.Delay(RetryInterval, time, stoppingToken);
            }
        }
    }

    private async Task HoldAsync(CancellationToken stoppingToken)
    {
        await using var connection = await database.OpenDedicatedConnectionAsync(stoppingToken);
        await using (var hold = new NpgsqlCommand("select pg_advisory_lock(hashtextextended('api ' || $1::text, 0))", connection))
        {
            hold.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Id.ToString() });
            await hold.ExecuteNonQueryAsync(stoppingToken);
        }

        _held.TrySetResult();
        await using var probe = new NpgsqlCommand("select 1", connection);
        while (true)
        {
            await Task.Delay(ProbeInterval, time, stoppingToken);
            await probe.ExecuteNonQueryAsync(stoppingToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Warning, "Lost the lock that shows this API process alive; taking it again")]
        public static partial void Lost(ILogger logger, Exception exception);
    }
}
