using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>One watch: routes its lines and limits its time. The clock runs from before the request, since some proxies hold the headers back.</summary>
internal sealed class WatchSession : IDisposable
{
    private readonly IReflectorSink _sink;
    private readonly ReflectorSettings _settings;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _linked;
    private readonly TimeSpan _timeout;
    private readonly long _started;
    private Replacement? _initial;
    private V1Status? _error;
    private int _events;
    private bool _heard;

    public WatchSession(IReflectorSink sink, Replacement? initial, TimeSpan timeout, ReflectorSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        (_sink, _initial, _timeout, _settings, _clock) = (sink, initial, timeout, settings, clock);
        _started = clock.GetTimestamp();
        _time = new(initial is null ? timeout + settings.WatchGrace : settings.WatchListSilence, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, cancellationToken);
    }

    /// <summary>Told the version at the end of the initial events.</summary>
    public Action<string?> Completed { get; init; } = _ => { };

    /// <summary>Told the version of each later line.</summary>
    public Action<string> Progressed { get; init; } = _ => { };

    public CancellationToken Token => _linked.Token;

    public bool TimedOut => _time.IsCancellationRequested;

    /// <summary>Whether a line has arrived.</summary>
    public bool Started => _heard;

    public WatchEnd End(Exception? fault) => new(_events, _heard, _clock.GetElapsedTime(_started), _error, fault);

    public bool Line(ReadOnlySpan<byte> text)
    {
        var change = WatchEvent.Parse(text);
        if (change.Kind == WatchEventKind.Error)
        {
            _error = KubernetesJson.Deserialize<V1Status>(Encoding.UTF8.GetString(change.Object));
            return false;
        }

        _heard = true;
        if (_initial is { } initial)
            Initial(initial, change);
        else
            Ongoing(change);
        return true;
    }

    public void Dispose()
    {
        _linked.Dispose();
        _time.Dispose();
    }

    private void Initial(Replacement initial, WatchEvent change)
    {
        if (change.Kind == WatchEventKind.Bookmark && IsEndOfInitialEvents(change.Object))
        {
            _initial = null;
            var left = _timeout + _settings.WatchGrace - _clock.GetElapsedTime(_started);
            _time.CancelAfter(left > _settings.WatchGrace ? left : _settings.WatchGrace);
            Completed(ObjectReader.ReadResourceVersion(change.Object));
            return;
        }

        var remaining = _settings.WatchListDeadline - _clock.GetElapsedTime(_started);
        _time.CancelAfter(remaining < TimeSpan.Zero ? TimeSpan.Zero : remaining < _settings.WatchListSilence ? remaining : _settings.WatchListSilence);
        if (change.Kind is WatchEventKind.Added or WatchEventKind.Modified)
            _sink.Collect(initial, change.Object);
        else if (change.Kind == WatchEventKind.Deleted)
            _sink.Discard(initial, change.Object);
    }

    private void Ongoing(WatchEvent change)
    {
        if (change.Kind is WatchEventKind.Added or WatchEventKind.Modified)
            _sink.Upsert(change.Object);
        else if (change.Kind == WatchEventKind.Deleted)
            _sink.Delete(change.Object);
        if (change.Kind != WatchEventKind.Bookmark)
            _events++;
        if (ObjectReader.ReadResourceVersion(change.Object) is not { Length: > 0 } version)
            return;
        Progressed(version);
        _sink.Advance(version);
    }

    private static bool IsEndOfInitialEvents(ReadOnlySpan<byte> bookmark)
    {
        using var document = JsonDocument.Parse(bookmark.ToArray());
        return document.RootElement.TryGetProperty("metadata", out var metadata)
            && metadata.TryGetProperty("annotations", out var annotations)
            && annotations.TryGetProperty("k8s.io/initial-events-end", out var end)
            && end.ValueEquals("true");
    }
}
