using System.Security.Cryptography;
using k8s.Autorest;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Health;
using StackOperator.ControllerRuntime.Metrics;

namespace StackOperator.ControllerRuntime.Leadership;

/// <summary>
/// Decides by a Lease which replica works. All deadlines run on the monotonic clock and start when a request was sent, so a
/// jump of the wall clock, a pause of the process or a slow answer can only make it stop leading early, never late.
/// </summary>
internal sealed partial class LeaderElector : BackgroundService, ILeadership, IHealthContributor
{
    // Tolerance for clocks that run at different rates: leading ends this share of the lease before others may take it.
    private const double SafetyShare = 0.1;
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);
    private readonly LeaseHolder _lease;
    private readonly OperatorSettings _settings;
    private readonly IProcessExit _exit;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly LeadershipMetrics _metrics;
    private readonly CancellationTokenSource _watchdog = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _leading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LeadershipTerm? _term;
    private int _disposed;

    public LeaderElector(ILeaseStore store, IOptions<OperatorSettings> settings, IProcessExit exit, TimeProvider clock, ILogger<LeaderElector> logger)
    {
        _settings = settings.Value;
        _exit = exit;
        _clock = clock;
        _logger = logger;

        // The random part keeps two processes with one host name apart.
        _lease = new LeaseHolder(store, $"{Environment.MachineName}_{Guid.NewGuid()}", _settings.LeaseDuration, clock);
        _metrics = new LeadershipMetrics(_settings.Name, () => IsLeader);
    }

    public string Name => "leader election";

    public string Identity => _lease.Identity;

    public bool IsLeader => _term?.IsValidAt(_lease.Now) == true;

    public long FencingToken => _lease.Token;

    public CancellationToken Lost => _term?.Lost ?? new CancellationToken(canceled: true);

    private TimeSpan Validity => _settings.LeaseDuration * (1 - SafetyShare);

    public void EnsureLeading()
    {
        if (!IsLeader)
        {
            throw new LeadershipLostException();
        }
    }

    public async Task WaitAsync(CancellationToken cancellationToken = default)
    {
        while (!IsLeader)
        {
            Task leading;
            lock (_gate)
            {
                leading = _leading.Task;
            }

            await leading.WaitAsync(cancellationToken);
            if (!IsLeader)
            {
                await Task.Delay(_settings.RetryPeriod, _clock, cancellationToken);
            }
        }
    }

    // A leader that cannot reach the API server stops by itself; only one that failed to stop is dead.
    public string? CheckAlive() => ExecuteTask is { IsFaulted: true } || (_term is { } term && _lease.Now > term.ValidUntil + _settings.RetryPeriod)
        ? "the lease is overdue and leading did not end"
        : null;

    public string? CheckReady() => null;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Everything that needs the lease has been stopped before this service.
        if (Volatile.Read(ref _disposed) == 0)
        {
            await _watchdog.CancelAsync();
        }

        await base.StopAsync(cancellationToken);
    }

    // The container disposes it once per role it is registered for.
    public override void Dispose()
    {
        // The container disposes this twice: as a singleton and as a hosted service.
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _metrics.Dispose();
        _watchdog.Cancel();
        _watchdog.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await AcquireAsync(stoppingToken);
                await HoldAsync(stoppingToken);
                if (_settings.ExitOnLeadershipLoss)
                {
                    Exit();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            var led = _term is not null;
            EndTerm();
            if (led)
            {
                await ReleaseAsync();
            }
        }
    }

    private async Task AcquireAsync(CancellationToken cancellationToken)
    {
        Log.Waiting(_logger, _settings.HomeNamespace, _settings.Name, Identity);
        while (true)
        {
            try
            {
                // A call that hangs must not keep this candidate out for ever.
                using var deadline = new CancellationTokenSource(_settings.RenewDeadline, _clock);
                using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
                if (await _lease.TryAcquireAsync(attempt.Token) is { } sent && sent + Validity > _lease.Now)
                {
                    StartTerm(sent);
                    return;
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Log.AcquireFailed(_logger, Describe(e));
            }

            // Within one period, so that a released lease is taken within it; spread, so that candidates do not collide.
            var spread = RandomNumberGenerator.GetInt32(500, 1000) / 1000.0;
            await Task.Delay(_settings.RetryPeriod * spread, _clock, cancellationToken);
        }
    }

    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        var term = _term!;
        do
        {
            await Task.Delay(_settings.RetryPeriod, _clock, cancellationToken);
        }
        while (await RenewAsync(term, cancellationToken));

        EndTerm();
        Log.Lost(_logger, Identity, term.Token);
    }

    /// <summary>
    /// Renews until it works, another holds the lease or the deadline is over. While one attempt hangs, further ones start:
    /// neither a slow server nor a connection that swallows requests costs the lease as long as one gets through in time.
    /// </summary>
    private async Task<bool> RenewAsync(LeadershipTerm term, CancellationToken cancellationToken)
    {
        var deadline = Earlier(_lease.Now + _settings.RenewDeadline, term.ValidUntil);
        using var attempts = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<RenewalOutcome>>();
        try
        {
            while (deadline - _lease.Now is var left && left > TimeSpan.Zero)
            {
                running.Add(AttemptAsync(term, attempts.Token));
                var pause = Task.Delay(Earlier(_settings.RetryPeriod / 2, left), _clock, attempts.Token);
                while (await Task.WhenAny([.. running, pause]) is Task<RenewalOutcome> done)
                {
                    running.Remove(done);
                    var outcome = await done;
                    if (outcome != RenewalOutcome.Failed)
                    {
                        return outcome == RenewalOutcome.Renewed;
                    }
                }

                cancellationToken.ThrowIfCancellationRequested();
            }

            return false;
        }
        finally
        {
            // What still runs must not renew any more.
            await attempts.CancelAsync();
        }
    }

    private async Task<RenewalOutcome> AttemptAsync(LeadershipTerm term, CancellationToken cancellationToken)
    {
        try
        {
            return await _lease.RenewAsync(sent => term.Extend(sent + Validity), cancellationToken);
        }
        catch (Exception e)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                Log.RenewFailed(_logger, Describe(e), term.ValidUntil - _lease.Now);
            }

            return RenewalOutcome.Failed;
        }
    }

    private void StartTerm(TimeSpan sent)
    {
        var term = new LeadershipTerm(_lease.Token, sent + Validity);
        lock (_gate)
        {
            _term = term;
            _leading.TrySetResult();
        }

        Log.Leading(_logger, Identity, term.Token);
    }

    private void EndTerm()
    {
        LeadershipTerm? ended;
        lock (_gate)
        {
            ended = _term;
            _term = null;
            if (_leading.Task.IsCompleted)
            {
                _leading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        ended?.End();
    }

    private async Task ReleaseAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(ReleaseTimeout, _clock);
            await _lease.ReleaseAsync(timeout.Token);
            Log.Released(_logger, Identity);
        }
        catch (Exception e)
        {
            Log.ReleaseFailed(_logger, Describe(e));
        }
    }

    private void Exit()
    {
        _exit.Stop();
        _ = WatchAsync(_watchdog.Token);

        async Task WatchAsync(CancellationToken stopped)
        {
            try
            {
                await Task.Delay(_settings.LeaseDuration - _settings.RenewDeadline, _clock, stopped);
                _exit.Kill($"{_settings.Name}: the leader lease was lost and work did not stop in time.");
            }
            catch (OperationCanceledException)
            {
                // The work ended by itself.
            }
        }
    }

    private static TimeSpan Earlier(TimeSpan first, TimeSpan second) => first < second ? first : second;

    private static string Describe(Exception e) => e is HttpOperationException refused ? refused.Describe() : $"{e.GetType().Name}: {e.Message}";
}
