using System.Security.Cryptography;
using System.Threading.Channels;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Abstractions.Events;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Metrics;

namespace StackOperator.ControllerRuntime.Events;

/// <summary>
/// Writes events on a task of its own. What does not fit into the queue, what the spam filter stops and what the server
/// refuses is dropped: an event is news, never a duty.
/// </summary>
internal sealed partial class EventRecorder : BackgroundService, IEventRecorder
{
    private const int QueueLength = 1000;
    private const int MostSeries = 4096;
    private const int Attempts = 12;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SeriesEnd = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);
    private readonly Channel<(EventDraft Draft, DateTimeOffset Time)> _queue;
    private readonly Dictionary<EventDraft, EventSeries> _series = [];
    private readonly EventSpamFilter _filter = new();
    private readonly EventBudget _budget = new();
    private readonly IEventSink _sink;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public EventRecorder(IEventSink sink, TimeProvider clock, ILogger<EventRecorder> logger)
    {
        _sink = sink;
        _clock = clock;
        _logger = logger;
        _queue = Channel.CreateBounded<(EventDraft, DateTimeOffset)>(
            new BoundedChannelOptions(QueueLength) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            dropped =>
            {
                EventMetrics.Dropped();
                Log.QueueFull(_logger, dropped.Item1.Reason, dropped.Item1.Kind, dropped.Item1.Name);
            });
    }

    public void Record(IKubernetesObject<V1ObjectMeta> regarding, EventType type, string reason, string action, string note)
    {
        try
        {
            _queue.Writer.TryWrite((EventFields.Draft(regarding, type, reason, action, note), _clock.GetUtcNow()));
        }
        catch (Exception e)
        {
            // A reconcile must never fail for its news.
            Log.Unrecordable(_logger, e, reason);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is null or { IsCompleted: true })
        {
            await FlushAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WriteAllAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the rest, also when this task was stopped before it ran.
        }
    }

    private async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        using var sweep = new PeriodicTimer(SweepPeriod, _clock);
        var tick = sweep.WaitForNextTickAsync(cancellationToken).AsTask();
        var more = _queue.Reader.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            if (await Task.WhenAny(more, tick) == tick)
            {
                await tick;
                await EndSeriesAsync(s => _clock.GetUtcNow() - s.Last >= SeriesEnd, cancellationToken);
                tick = sweep.WaitForNextTickAsync(cancellationToken).AsTask();
                continue;
            }

            if (!await more)
            {
                return;
            }

            while (_queue.Reader.TryRead(out var item))
            {
                await HandleAsync(item.Draft, item.Time, cancellationToken);
            }

            more = _queue.Reader.WaitToReadAsync(cancellationToken).AsTask();
        }
    }

    private async Task HandleAsync(EventDraft recorded, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var draft = _filter.Combine(recorded, time);
        if (_series.TryGetValue(draft, out var series) && time - series.Last < SeriesEnd)
        {
            series.Occurred(time);
            if (series.IsDue && _filter.Allow(draft, time))
            {
                await SendAsync(series, cancellationToken);
            }

            return;
        }

        if (!_filter.Allow(draft, time) || !HasBudget(draft))
        {
            return;
        }

        if (_series.Count >= MostSeries)
        {
            await EndSeriesAsync(s => time - s.Last >= SweepPeriod, cancellationToken);
        }

        if (_series.Count >= MostSeries)
        {
            _series.Clear();
        }

        var started = new EventSeries(EventFields.Name(draft.Name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))), draft, time);
        if (await TryAsync(token => _sink.CreateAsync(started.Name, draft, time, token), draft, cancellationToken) == true)
        {
            _series[draft] = started;
        }
    }

    private bool HasBudget(EventDraft draft)
    {
        if (_budget.TryTake(draft, _clock.GetUtcNow()))
        {
            return true;
        }

        EventMetrics.Dropped();
        return false;
    }

    private async Task SendAsync(EventSeries series, CancellationToken cancellationToken)
    {
        var sent = await TryAsync(token => _sink.SetSeriesAsync(series.Name, series.Draft, series.Count, series.Last, token), series.Draft, cancellationToken);
        series.Sent();

        // The object is gone (events live for an hour): the next occurrence starts a new one.
        if (sent is null)
        {
            _series.Remove(series.Draft);
        }
    }

    private async Task EndSeriesAsync(Predicate<EventSeries> isOver, CancellationToken cancellationToken)
    {
        foreach (var series in _series.Values.Where(s => isOver(s)).ToList())
        {
            if (series.IsUnsent)
            {
                await SendAsync(series, cancellationToken);
            }

            _series.Remove(series.Draft);
        }
    }

    /// <summary>Writes what is still queued and the counts of open series, within a few seconds.</summary>
    private async Task FlushAsync()
    {
        using var timeout = new CancellationTokenSource(FlushTimeout, _clock);
        try
        {
            while (_queue.Reader.TryRead(out var item))
            {
                await HandleAsync(item.Draft, item.Time, timeout.Token);
            }

            await EndSeriesAsync(_ => true, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Log.FlushCut(_logger, FlushTimeout);
        }
    }

    /// <summary>True when written, null when the event object does not exist, false when refused or given up.</summary>
    private async Task<bool?> TryAsync(Func<CancellationToken, Task> write, EventDraft draft, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await write(cancellationToken);
                return true;
            }
            catch (HttpOperationException e) when (!e.IsTransient())
            {
                Log.Refused(_logger, draft.Reason, draft.Kind, draft.Name, e.Describe());
                return e.IsNotFound() ? null : false;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                if (attempt == Attempts)
                {
                    Log.GaveUp(_logger, draft.Reason, draft.Kind, draft.Name, e.GetType().Name);
                    return false;
                }
            }

            await Task.Delay(RetryPause, _clock, cancellationToken);
        }
    }
}
