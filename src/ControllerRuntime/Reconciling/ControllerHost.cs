using k8s;
using k8s.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.ControllerRuntime.Abstractions.Queueing;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Health;

namespace StackOperator.ControllerRuntime.Reconciling;

/// <summary>
/// Runs the workers of one controller while this process leads. Caches and queues are warm before: taking over costs only
/// the lease. On shutdown nothing new starts, running reconciles may end, then they are cancelled.
/// </summary>
internal sealed partial class ControllerHost<TEntity>(
    ControllerQueue<TEntity> source,
    Reconciler<TEntity> reconciler,
    IInformer<TEntity> informer,
    ILeadership leadership,
    IOptions<OperatorSettings> settings,
    TimeProvider clock,
    ILogger<ControllerHost<TEntity>> logger) : BackgroundService, IHostedLifecycleService, IHealthContributor
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private static readonly string Kind = typeof(TEntity).Name;
    private readonly CancellationTokenSource _abort = new();
    private Task<bool>? _drained;

    public string Name => $"controller {Kind}";

    public string? CheckAlive() => ExecuteTask is { IsFaulted: true } ? $"the controller of {Kind} ended" : null;

    public string? CheckReady() => informer.HasSynced ? null : $"the cache of {Kind} is not filled yet";

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>All controllers stop starting work at once; waiting for what runs comes afterwards.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _drained = source.Queue.ShutdownAsync(settings.Value.ShutdownTimeout);
        return Task.CompletedTask;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _drained ??= source.Queue.ShutdownAsync(settings.Value.ShutdownTimeout);
        if (!await _drained)
        {
            Log.Aborting(logger, Kind, settings.Value.ShutdownTimeout);
        }

        await _abort.CancelAsync();
        await base.StopAsync(cancellationToken);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _abort.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WaitForCacheAsync(stoppingToken);
            for (var term = 0; !stoppingToken.IsCancellationRequested; term++)
            {
                await leadership.WaitAsync(stoppingToken);
                await LeadAsync(term);
                if (leadership.Lost == CancellationToken.None || source.Queue.IsShutDown)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The ordinary end of a standby.
        }
    }

    private async Task WaitForCacheAsync(CancellationToken cancellationToken)
    {
        try
        {
            await informer.WaitForSyncAsync(cancellationToken).WaitAsync(settings.Value.CacheSyncTimeout, clock, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException(
                $"The cache of {Kind} did not fill within {settings.Value.CacheSyncTimeout}: check that the CRD is installed and that this identity may list and watch it.", e);
        }
    }

    private async Task LeadAsync(int term)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_abort.Token, leadership.Lost);
        var token = linked.Token;
        if (term > 0)
        {
            // Another process led meanwhile: look at everything once.
            foreach (var key in informer.Keys())
            {
                source.Enqueue(key, Lane.Low);
            }
        }

        Log.Working(logger, Kind, settings.Value.MaxConcurrentReconciles);
        await Task.WhenAll(Enumerable.Range(0, settings.Value.MaxConcurrentReconciles).Select(_ => Task.Run(() => WorkAsync(token), CancellationToken.None)));
        Log.Stopped(logger, Kind);
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await source.Queue.GetAsync(cancellationToken) is { } lease)
            {
                using (lease)
                {
                    await reconciler.ProcessAsync(lease, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Leading or the process ends.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The controller of {Kind} works with {Workers} workers")]
        public static partial void Working(ILogger logger, string kind, int workers);

        [LoggerMessage(Level = LogLevel.Information, Message = "The controller of {Kind} stopped working")]
        public static partial void Stopped(ILogger logger, string kind);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Reconciles of {Kind} still run after {Timeout}; they are cancelled")]
        public static partial void Aborting(ILogger logger, string kind, TimeSpan timeout);
    }
}
