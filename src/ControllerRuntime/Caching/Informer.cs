using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Caching;

/// <summary>One reflector per namespace, one store, one pump per handler.</summary>
internal sealed partial class Informer<TEntity> : IInformer<TEntity>, IAsyncDisposable
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private readonly ObjectStore _store = new();
    private readonly List<(string Name, Func<TEntity, IEnumerable<string>> Keys)> _indexes = [];
    private readonly List<HandlerPump<TEntity>> _pumps = [];
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ResourceKind _kind = ResourceKind.Of<TEntity>();
    private readonly Reflector[] _reflectors;
    private readonly JsonTypeInfo<TEntity> _type;
    private readonly InformerMetrics _metrics;
    private readonly ILogger _logger;
    private int _unsynced;
    private int _started;
    private string? _version;

    public Informer(Kubernetes client, JsonSerializerOptions json, InformerOptions options, ReflectorSettings settings, TimeProvider clock, ILogger<Informer<TEntity>> logger)
    {
        _type = (JsonTypeInfo<TEntity>)json.GetTypeInfo(typeof(TEntity));
        _logger = logger;
        string?[] namespaces = options.Namespaces.Count == 0 ? [null] : [.. options.Namespaces.Distinct(StringComparer.Ordinal)];
        _metrics = new(_kind.FullName, string.Join(',', options.Namespaces), () => _store.Count, clock);
        _unsynced = namespaces.Length;
        _reflectors =
        [
            .. namespaces.Select(ns => new Reflector(
                new ListWatch(client, _kind, ns, options.LabelSelector, options.FieldSelector),
                new Sink(this, ns),
                settings with { WatchList = settings.WatchList && options.WatchList },
                clock,
                logger)),
        ];
    }

    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    public int Count => _store.Count;

    public string? LastResourceVersion => Volatile.Read(ref _version);

    internal InformerMetrics Metrics => _metrics;

    /// <summary>Runs until cancelled; only once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
            throw new InvalidOperationException($"The informer of {_kind.FullName} runs already.");
        await Task.WhenAll(_reflectors.Select(r => r.RunAsync(cancellationToken)));
    }

    public async Task WaitForSyncAsync(CancellationToken cancellationToken = default)
    {
        await _synced.Task.WaitAsync(cancellationToken);
        await Task.WhenAll(Pumps().Select(p => p.Synced)).WaitAsync(cancellationToken);
    }

    public bool TryGet(NamespacedName key, [NotNullWhen(true)] out TEntity? entity)
    {
        entity = _store.Find(key) is { } found ? Decode(found) : null;
        return entity is not null;
    }

    public bool TryGetHeader(NamespacedName key, [NotNullWhen(true)] out EntityHeader? header)
    {
        header = _store.Find(key)?.Header;
        return header is not null;
    }

    public IEnumerable<TEntity> List(string? @namespace = null) => _store.All(@namespace).Select(Decode);

    public IReadOnlyList<NamespacedName> Keys(string? @namespace = null) => Array.ConvertAll(_store.All(@namespace), o => o.Header.Key);

    public IEnumerable<TEntity> ByIndex(string index, string value)
    {
        var position = _indexes.FindIndex(i => i.Name == index);
        return position >= 0
            ? _store.ByIndex(position, value).Select(Decode)
            : throw new ArgumentException($"There is no index '{index}' of {_kind.FullName}; declare it with AddIndex before the informer starts.", nameof(index));
    }

    public void AddIndex(string name, Func<TEntity, IEnumerable<string>> keys)
    {
        if (Volatile.Read(ref _started) != 0)
            throw new InvalidOperationException($"The index '{name}' of {_kind.FullName} must be declared before the informer starts.");
        if (_indexes.Exists(i => i.Name == name))
            throw new ArgumentException($"The index '{name}' of {_kind.FullName} exists already.", nameof(name));
        _indexes.Add((name, keys));
        _store.AddIndex();
    }

    public IDisposable AddHandler(IInformerHandler<TEntity> handler)
    {
        var pump = new HandlerPump<TEntity>(handler, Decode, _logger);
        _store.Listen(pump.Post, joined: () =>
        {
            _pumps.Add(pump);
            if (_unsynced == 0)
                pump.Post(Change.Synced);
        });
        return new Registration(() =>
        {
            _store.Forget(pump.Post);
            _store.Between(() => _pumps.Remove(pump));
            pump.Stop();
        });
    }

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        _synced.TrySetCanceled();
        foreach (var pump in Pumps())
        {
            pump.Stop();
            await pump.Completion;
        }
    }

    private HandlerPump<TEntity>[] Pumps()
    {
        HandlerPump<TEntity>[] pumps = [];
        _store.Between(() => pumps = [.. _pumps]);
        return pumps;
    }

    private TEntity Decode(CachedObject cached) => Decode(cached.Json);

    private TEntity Decode(byte[] json)
    {
        var entity = JsonSerializer.Deserialize(json, _type) ?? throw new JsonException("A resource must not be null.");
        _kind.CompleteTypeMeta(entity);
        return entity;
    }

    /// <summary>Checks that the object can be read as its type, and computes its index values.</summary>
    private CachedObject Prepared(CachedObject read)
    {
        var entity = Decode(read);
        return _indexes.Count == 0 ? read : read with { IndexValues = [.. _indexes.Select(i => i.Keys(entity).Distinct(StringComparer.Ordinal).ToArray())] };
    }

    private void FirstSetArrived()
    {
        var remaining = 0;
        _store.Between(() =>
        {
            remaining = --_unsynced;
            if (remaining == 0)
                _pumps.ForEach(p => p.Post(Change.Synced));
        });
        if (remaining == 0)
            _ = CompleteSyncAsync();
    }

    private async Task CompleteSyncAsync()
    {
        await Task.WhenAll(Pumps().Select(p => p.Synced));
        _synced.TrySetResult();
    }

    private sealed class Registration(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
