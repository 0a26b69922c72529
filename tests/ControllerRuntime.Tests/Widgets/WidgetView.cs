using System.Collections.Concurrent;
using k8s;
using Microsoft.Extensions.Logging.Abstractions;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Caching;
using StackOperator.ControllerRuntime.Connection;

namespace StackOperator.ControllerRuntime.Tests.Widgets;

/// <summary>A running informer of Widgets with a handler that remembers what it heard.</summary>
internal sealed class WidgetView : IInformerHandler<Widget>, IAsyncDisposable
{
    /// <summary>Fast enough for tests; every other rule is the default.</summary>
    public static readonly ReflectorSettings Fast = new() { BackoffFirst = TimeSpan.FromMilliseconds(20), BackoffLast = TimeSpan.FromMilliseconds(200) };

    private readonly CancellationTokenSource _stop = new();
    private readonly Kubernetes _client;
    private Task _running = Task.CompletedTask;

    private WidgetView(Kubernetes client, Informer<Widget> informer) => (_client, Informer) = (client, informer);

    public Informer<Widget> Informer { get; }

    public ConcurrentQueue<string> Heard { get; } = new();

    /// <summary>What the events alone say is there: key to resource version.</summary>
    public ConcurrentDictionary<NamespacedName, string> Told { get; } = new();

    public static WidgetView Start(
        string kubeconfig, InformerOptions options, ReflectorSettings? settings = null, TimeProvider? clock = null, Action<WidgetView>? configure = null)
    {
        var connection = WidgetCluster.Connect(kubeconfig);
        return Start(connection.Create(ClientRole.Watches), connection, options, settings, clock, configure);
    }

    public static WidgetView Start(
        Kubernetes client, KubernetesConnection connection, InformerOptions options, ReflectorSettings? settings = null, TimeProvider? clock = null, Action<WidgetView>? configure = null)
    {
        var informer = new Informer<Widget>(client, connection.Json, options, settings ?? Fast, clock ?? TimeProvider.System, NullLogger<Informer<Widget>>.Instance);
        var view = new WidgetView(client, informer);
        informer.AddHandler(view);
        configure?.Invoke(view);
        view._running = Task.Run(() => informer.RunAsync(view._stop.Token));
        return view;
    }

    public static async Task<WidgetView> SyncedAsync(string kubeconfig, string ns, ReflectorSettings? settings = null, Action<WidgetView>? configure = null)
    {
        var view = Start(kubeconfig, In(ns), settings, configure: configure);
        await view.Informer.WaitForSyncAsync(TestContext.Current.CancellationToken);
        return view;
    }

    public static InformerOptions In(string ns) => new() { Namespaces = [ns] };

    public int Times(string what) => Heard.Count(h => h == what);

    public void Added(Widget entity, bool initial)
    {
        Told[NamespacedName.Of(entity)] = entity.Metadata.ResourceVersion;
        Heard.Enqueue($"added {entity.Metadata.Name}{(initial ? " initially" : "")}");
    }

    public void Updated(EntityHeader old, Widget entity)
    {
        Told[NamespacedName.Of(entity)] = entity.Metadata.ResourceVersion;
        Heard.Enqueue($"updated {entity.Metadata.Name}");
    }

    public void Deleted(Widget last, bool finalStateUnknown)
    {
        Told.TryRemove(NamespacedName.Of(last), out _);
        Heard.Enqueue($"deleted {last.Metadata.Name}{(finalStateUnknown ? " unseen" : "")}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Informer.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
    }
}
