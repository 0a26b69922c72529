using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>
/// Keeps a sink equal to the server's objects: list once, watch from there, list again only when the version is lost.
/// The rules are those of client-go's reflector, told at each decision.
/// </summary>
internal sealed partial class Reflector
{
    private const string FromCache = "0";
    private const string FromStorage = "";
    private readonly ListWatch _api;
    private readonly IReflectorSink _sink;
    private readonly ReflectorSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Backoff _backoff;
    private readonly string _subject;
    private bool _listNext = true;
    private string _listVersion = FromCache;
    private string? _version;
    private int _expirations;
    private int _internalErrors;
    private long? _watchListFailedAt;

    public Reflector(ListWatch api, IReflectorSink sink, ReflectorSettings settings, TimeProvider clock, ILogger logger)
    {
        (_api, _sink, _settings, _clock, _logger) = (api, sink, settings, clock, logger);
        _backoff = new(settings.BackoffFirst, settings.BackoffLast, settings.BackoffHealthy, clock);
        _subject = api.Namespace is null ? api.Kind.FullName : $"{api.Kind.FullName} in {api.Namespace}";
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var wait = await TurnAsync(cancellationToken);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, _clock, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>One list or one watch; returns the pause before the next.</summary>
    private async Task<TimeSpan> TurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_listNext)
                return After(await WatchAsync(new(_version, WatchTime()), initial: null, cancellationToken));
            if (await WatchListAsync(cancellationToken) is { } end)
                return After(end);
            await ListAsync(cancellationToken);
            return TimeSpan.Zero;
        }
        catch (HttpOperationException e)
        {
            return AfterRefusal(e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Connection refused, reset, name not found, broken JSON: the same step again, after a pause.
            var wait = _backoff.Next();
            Log.Faulted(_logger, Step, _subject, e.GetType().Name, e.Message, wait);
            return wait;
        }
    }

    private string Step => _listNext ? "Listing" : "Watching";

    private TimeSpan WatchTime() => _settings.WatchTimeout * (1 + Random.Shared.NextDouble());

    private async Task ListAsync(CancellationToken stop)
    {
        using var time = new CancellationTokenSource(_settings.ListTimeout, _clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stop);
        var cancellationToken = linked.Token;
        // A limit together with a version other than "0" would bypass the server's cache.
        var query = new ListQuery(_listVersion, _listVersion is FromCache or FromStorage ? _settings.PageSize : null);
        Replacement replacement;
        ListPage page;
        try
        {
            (replacement, page) = await PagesAsync(query, cancellationToken);
        }
        catch (ExpiredPageException)
        {
            // The rest of a list that expired between its pages would be inconsistent: take it whole.
            (replacement, page) = await PagesAsync(new(FromStorage), cancellationToken);
        }

        Synchronised(replacement, page.ResourceVersion);
    }

    private async Task<(Replacement Set, ListPage First)> PagesAsync(ListQuery query, CancellationToken cancellationToken)
    {
        var replacement = _sink.StartReplacement();
        var first = await _api.ListAsync(query, json => _sink.Collect(replacement, json), cancellationToken);
        for (var page = first; page.Continue is not null;)
        {
            try
            {
                page = await _api.ListAsync(query with { Continue = page.Continue }, json => _sink.Collect(replacement, json), cancellationToken);
            }
            catch (HttpOperationException e) when (e.IsExpired())
            {
                throw new ExpiredPageException();
            }
        }

        return (replacement, first);
    }

    private void Synchronised(Replacement replacement, string? version)
    {
        if (string.IsNullOrEmpty(version))
            throw new InvalidDataException($"The list of {_subject} has no resource version to watch from.");
        (_version, _listVersion, _listNext) = (version, version, false);
        _sink.Commit(replacement, version);
        Log.Listed(_logger, _subject, replacement.Objects.Count, version);
    }

    /// <summary>The set as the start of a watch, which then goes on; null when the server cannot do it, so that a list follows.</summary>
    private async Task<WatchEnd?> WatchListAsync(CancellationToken cancellationToken)
    {
        if (!_settings.WatchList || (_watchListFailedAt is { } at && _clock.GetElapsedTime(at) < _settings.WatchListPause))
            return null;
        var version = _listVersion == FromCache ? FromStorage : _listVersion;
        string reason;
        try
        {
            var end = await WatchAsync(new(version, WatchTime(), InitialEvents: true), _sink.StartReplacement(), cancellationToken);
            if (!_listNext)
                return end;
            reason = end.Error?.Message ?? end.Fault?.Message ?? "the stream ended before the end of the initial events";
        }
        catch (HttpOperationException e) when (!e.IsTransient() && e.Code() is not (401 or 404))
        {
            reason = e.Describe();
        }

        _watchListFailedAt = _clock.GetTimestamp();
        Log.WatchListUnsupported(_logger, _subject, _settings.WatchListPause, reason);
        return null;
    }

    /// <summary>Runs one watch to its end. With <paramref name="initial"/> set, the initial events are collected into it and committed.</summary>
    private async Task<WatchEnd> WatchAsync(WatchQuery query, Replacement? initial, CancellationToken cancellationToken)
    {
        using var session = new WatchSession(_sink, initial, query.Timeout, _settings, _clock, cancellationToken)
        {
            Completed = version => Synchronised(initial!, version),
            Progressed = version => (_version, _expirations, _internalErrors) = (ResourceVersions.Latest(_version, version), 0, 0),
        };
        try
        {
            await _api.WatchAsync(query, session.Line, session.Token);
            return session.End(fault: null);
        }
        catch (HttpOperationException)
        {
            throw;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && (e is JsonException || session.Started || initial is not null || session.TimedOut))
        {
            return session.End(e);
        }
    }

    private TimeSpan After(WatchEnd end)
    {
        if (end.Error is { } error)
            return AfterError(error);
        if (end.Fault is JsonException)
            return Relist(_version!, "a line of the watch is no JSON", pause: true);
        if (!end.Heard && end.Lasted >= _settings.WatchTimeout)
        {
            // A server restored from a backup may be behind our version and stay silent for ever.
            return Relist(FromStorage, "nothing was heard for a whole watch", pause: false);
        }

        if (end.Lasted < _settings.ShortestWatch && !end.Heard)
        {
            var wait = _backoff.Next();
            Log.ShortWatch(_logger, _subject, wait);
            return wait;
        }

        Log.WatchEnded(_logger, _subject, end.Events, end.Lasted, end.Fault?.Message);
        return TimeSpan.Zero;
    }

    private TimeSpan AfterError(V1Status error)
    {
        var message = $"{error.Code} {error.Reason}: {error.Message}";
        if (error.Code == 410 || error.Reason is "Expired" or "Gone")
            return Expired(message);
        if (IsTooLarge(error))
            return Relist(FromStorage, message, pause: true);
        if (error.Code == 500 && ++_internalErrors < _settings.ErrorsBeforeRelist)
        {
            var wait = _backoff.Next();
            Log.Refused(_logger, Step, _subject, message, wait);
            return wait;
        }

        return Relist(_version!, message, pause: true);
    }

    private TimeSpan AfterRefusal(HttpOperationException error)
    {
        if (error.IsExpired())
            return Expired(error.Describe());
        if (error.Status() is { } status && IsTooLarge(status))
            return Relist(FromStorage, error.Describe(), pause: true);
        // A kind that went away comes back with other versions, if at all.
        if (error.IsNotFound() && !_listNext)
            return Relist(FromStorage, error.Describe(), pause: true);
        var wait = _backoff.Next();
        if (error.RetryAfter() is { } asked && asked > wait)
            wait = asked;
        Log.Refused(_logger, Step, _subject, error.Describe(), wait);
        return wait;
    }

    // The first time at once; when the new version expires too without an event in between, slowly.
    private TimeSpan Expired(string message) => Relist(FromStorage, message, pause: _expirations++ > 0);

    private TimeSpan Relist(string version, string reason, bool pause)
    {
        (_listNext, _listVersion, _internalErrors) = (true, version, 0);
        var wait = pause ? _backoff.Next() : TimeSpan.Zero;
        Log.Relisting(_logger, _subject, reason, wait);
        return wait;
    }

    private static bool IsTooLarge(V1Status status) => status.Details?.Causes?.Any(c => c.Reason == "ResourceVersionTooLarge") == true;

    [SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Never leaves the class.")]
    private sealed class ExpiredPageException : Exception;
}
