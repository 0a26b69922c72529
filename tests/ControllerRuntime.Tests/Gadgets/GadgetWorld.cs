using System.Collections.Concurrent;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.ControllerRuntime.Generators;
using StackOperator.ControllerRuntime.Reconciling;
using StackOperator.Testing;
using StackOperator.Testing.Clusters;
using StackOperator.Testing.Faults;

namespace StackOperator.ControllerRuntime.Tests.Gadgets;

/// <summary>An operator for Gadgets in a namespace of its own, on a real API server behind a proxy that counts and breaks calls.</summary>
internal sealed class GadgetWorld : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task>> Installed = new();
    private readonly CapturedLogs _logs = new();

    private GadgetWorld(TestCluster cluster, FaultProxy proxy, string ns)
    {
        (Cluster, Proxy, Namespace) = (cluster, proxy, ns);
        Client = new KubernetesClient(Connect(cluster.Kubeconfig));
        Script.Client = Client;
    }

    public TestCluster Cluster { get; }

    /// <summary>Between the operator and the server.</summary>
    public FaultProxy Proxy { get; }

    public string Namespace { get; }

    /// <summary>Talks to the server past the proxy.</summary>
    public KubernetesClient Client { get; }

    public GadgetScript Script { get; } = new();

    public IHost Host { get; private set; } = null!;

    public IReadOnlyCollection<string> Logs => _logs.Lines;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Prepares a namespace; start the operator with <see cref="RunAsync"/>.</summary>
    public static async Task<GadgetWorld> PrepareAsync()
    {
        var cluster = await TestCluster.SharedAsync(Ct);
        await InstallAsync(cluster);
        return new GadgetWorld(cluster, await FaultProxy.StartAsync(cluster, Ct), await cluster.CreateNamespaceAsync("gadgets", ct: Ct));
    }

    public static async Task<GadgetWorld> StartAsync(Action<OperatorSettings>? settings = null, Action<IOperatorBuilder>? build = null)
    {
        var world = await PrepareAsync();
        await world.RunAsync(settings, build);
        return world;
    }

    public static Task InstallAsync(TestCluster cluster) => Installed.GetOrAdd(cluster.Kubeconfig, _ => new Lazy<Task>(async () =>
    {
        await cluster.ApplyAsync(ManifestYaml.Write(CrdGenerator.Build(typeof(Gadget))), CancellationToken.None);
        using var client = new KubernetesClient(Connect(cluster.Kubeconfig));
        await Eventually.UntilAsync(ct => client.ListAsync<Gadget>("default", cancellationToken: ct), _ => true, because: "the Gadget is served");
    })).Value;

    public static KubernetesConnection Connect(string kubeconfig) => KubernetesConnection.Load(
        new KubernetesConnectionOptions { Kubeconfig = kubeconfig, UserAgent = "host-tests/1", JsonContexts = { GadgetContext.Default } }, TimeProvider.System);

    public async Task RunAsync(Action<OperatorSettings>? settings = null, Action<IOperatorBuilder>? build = null)
    {
        var host = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        host.Logging.AddProvider(_logs).SetMinimumLevel(LogLevel.Debug);
        host.Services.AddSingleton(Script);
        host.Services.AddKubernetesConnection(o =>
        {
            o.Kubeconfig = Proxy.Kubeconfig;
            o.UserAgent = "host-tests/1";
            o.JsonContexts.Add(GadgetContext.Default);
        });
        var builder = host.Services.AddKubernetesOperator(o =>
        {
            o.Name = "gadget-operator";
            o.HomeNamespace = Namespace;
            o.Namespaces.Add(Namespace);
            o.LeaderElection = false;
            settings?.Invoke(o);
        });
        builder.AddController<GadgetController, Gadget>();
        build?.Invoke(builder);
        var built = host.Build();
        await built.StartAsync(Ct);
        Host = built;
    }

    public Task<Gadget> CreateAsync(string name, int size = 1, Action<V1ObjectMeta>? metadata = null)
    {
        var gadget = Gadget.Of(Namespace, name, size);
        metadata?.Invoke(gadget.Metadata);
        return Client.CreateAsync(gadget, Ct);
    }

    public Task<Gadget> PatchAsync(string name, string json, string? subresource = null) =>
        Client.PatchAsync<Gadget>(new V1Patch(json, V1Patch.PatchType.MergePatch), name, Namespace, subresource, Ct);

    public Task<Gadget?> ReadAsync(string name) => Client.GetAsync<Gadget>(name, Namespace, Ct);

    public Task UntilReconciledAsync(string name, int times = 1) =>
        Eventually.UntilAsync(() => Script.CountOf(name) >= times, because: $"{name} was reconciled {times} times, so far {Script.CountOf(name)}", ct: Ct);

    /// <summary>Waits until the operator has seen everything that happened so far, by sending a marker through it.</summary>
    public async Task SettleAsync()
    {
        var marker = $"marker-{Guid.NewGuid():N}"[..20];
        await CreateAsync(marker);
        await UntilReconciledAsync(marker);
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.StopAsync(CancellationToken.None);
            Host.Dispose();
        }

        Client.Dispose();
        await Proxy.DisposeAsync();
    }

    private sealed class CapturedLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception?.Message}");

        public void Dispose()
        {
        }
    }
}
