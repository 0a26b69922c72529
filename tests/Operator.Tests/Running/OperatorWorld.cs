using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.EnvironmentStacks;
using StackOperator.Operator.Stacks;
using StackOperator.Store.Database;
using StackOperator.Testing;
using StackOperator.Testing.Clusters;
using StackOperator.Testing.Databases;

namespace StackOperator.Operator.Tests.Running;

/// <summary>A database, two namespaces (the operator's home, and a team that may claim <c>acme</c>), and any number of operators over them.</summary>
internal sealed class OperatorWorld : IAsyncDisposable
{
    private readonly TestDatabase? _database;
    private readonly List<RunningOperator> _operators = [];
    private ServiceProvider? _services;

    private OperatorWorld(TestCluster cluster, TestDatabase? database, string connectionString)
    {
        Cluster = cluster;
        _database = database;
        ConnectionString = connectionString;
        DataSource = database?.DataSource ?? NpgsqlDataSource.Create(connectionString);
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public TestCluster Cluster { get; }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    public IKubernetesClient Client { get; private set; } = null!;

    public string Home { get; private set; } = "";

    public string Team { get; private set; } = "";

    public string OperatorKubeconfig { get; private set; } = "";

    /// <summary>Makes the world; without an operator yet.</summary>
    public static async Task<OperatorWorld> CreateAsync(TestCluster? cluster = null, string? connectionString = null)
    {
        var database = connectionString is null ? await TestDatabase.CreateAsync(ct: Ct) : null;
        var world = new OperatorWorld(cluster ?? await TestCluster.SharedAsync(Ct), database, connectionString ?? database!.ConnectionString);
        await world.PrepareClusterAsync();
        return world;
    }

    /// <summary>Makes the world and starts an operator in it.</summary>
    public static async Task<OperatorWorld> StartAsync()
    {
        var world = await CreateAsync();
        await world.StartOperatorAsync();
        return world;
    }

    /// <summary>The same database and namespaces' names in a cluster that knows nothing of them.</summary>
    public async Task<OperatorWorld> MoveToAsync(TestCluster other)
    {
        var world = new OperatorWorld(other, null, ConnectionString) { Home = Home, Team = Team };
        await world.PrepareClusterAsync();
        return world;
    }

    public Dictionary<string, string> Settings(string? kubeconfig = null) => new()
    {
        ["KUBECONFIG"] = kubeconfig ?? OperatorKubeconfig,
        ["STACK_DATABASE_URL"] = ConnectionString,
        ["STACK_HOME_NAMESPACE"] = Home,
        ["STACK_OPERATOR_NAMESPACES"] = $"{Home},{Team}",
        ["STACK_OPERATOR_RETRY_PERIOD"] = "500ms",
        ["STACK_OPERATOR_EXIT_ON_LEADERSHIP_LOSS"] = "false",
        ["STACK_OPERATOR_ERROR_BACKOFF_MAXIMUM"] = "2s",
    };

    public async Task<RunningOperator> StartOperatorAsync(string? kubeconfig = null, Action<Dictionary<string, string>>? change = null)
    {
        var settings = Settings(kubeconfig);
        change?.Invoke(settings);
        var running = await RunningOperator.StartAsync(settings, Ct);
        _operators.Add(running);
        return running;
    }

    public async Task StopAsync(RunningOperator running)
    {
        _operators.Remove(running);
        await running.DisposeAsync();
    }

    public static StackResource Stack(string ns, string name, string identity, Action<StackSpec>? change = null)
    {
        var parts = identity.Split('/');
        var stack = new StackResource { Metadata = new V1ObjectMeta { NamespaceProperty = ns, Name = name }, Spec = { Organization = parts[0], Project = parts[1], Name = parts[2] } };
        change?.Invoke(stack.Spec);
        return stack;
    }

    public Task<StackResource> CreateAsync(string name, string identity, Action<StackSpec>? change = null, string? ns = null)
        => Client.CreateAsync(Stack(ns ?? Team, name, identity, change), Ct);

    public async Task<StackResource> CreateReadyAsync(string name, string identity, Action<StackSpec>? change = null, string? ns = null)
    {
        await CreateAsync(name, identity, change, ns);
        return await UntilReadyAsync(name, ns);
    }

    public Task PatchAsync(string name, string spec, string? ns = null)
        => Client.PatchAsync<StackResource>(new V1Patch("{\"spec\":" + spec + "}", V1Patch.PatchType.MergePatch), name, ns ?? Team, null, Ct);

    /// <summary>Whether the API server refuses the write by the schema's rules: newer ones do what the operator does for the others.</summary>
    public async Task<bool> IsRefusedAsync(Func<Task> write)
    {
        try
        {
            await write();
            return false;
        }
        catch (HttpOperationException e) when (e.IsInvalid())
        {
            return true;
        }
    }

    public Task DeleteAsync(string name, string? ns = null) => Client.DeleteAsync<StackResource>(name, ns ?? Team, null, Ct);

    public Task AnnotateAsync(string ns, string? organizations)
        => Client.PatchAsync<V1Namespace>(
            new V1Patch("{\"metadata\":{\"annotations\":{\"" + ApiGroup.OrganizationsAnnotation + "\":" + (organizations is null ? "null" : $"\"{organizations}\"") + "}}}", V1Patch.PatchType.MergePatch),
            ns,
            null,
            null,
            Ct);

    public Task<StackResource> UntilReadyAsync(string name, string? ns = null, TimeSpan? within = null) => UntilAsync(name, "True", StackConditions.ReasonMaterialized, ns, within);

    /// <summary>Waits until Ready has a status and reason for the present generation.</summary>
    public Task<StackResource> UntilAsync(string name, string status, string reason, string? ns = null, TimeSpan? within = null)
        => UntilAsync(name, stack => Condition(stack, StackConditions.Ready) is { } ready && ready.Status == status && ready.Reason == reason && ready.ObservedGeneration == stack.Metadata.Generation, ns, within);

    public async Task<StackResource> UntilAsync(string name, Func<StackResource, bool> isTrue, string? ns = null, TimeSpan? within = null)
        => (await Eventually.UntilAsync(ct => Client.GetAsync<StackResource>(name, ns ?? Team, ct), stack => stack is not null && isTrue(stack), within ?? TimeSpan.FromSeconds(60), ct: Ct))!;

    public Task UntilGoneAsync(string name, string? ns = null)
        => Eventually.UntilAsync(ct => Client.GetAsync<StackResource>(name, ns ?? Team, ct), static stack => stack is null, TimeSpan.FromSeconds(60), ct: Ct);

    public static V1Condition? Condition(StackResource stack, string type) => stack.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);

    public async Task ExecuteAsync(string sql, params object?[] values)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Ct);
        await connection.Command(sql, values).RunAsync(Ct);
    }

    public async Task<T?> ReadAsync<T>(string sql, params object?[] values)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Ct);
        await using var command = connection.Command(sql, values);
        return await command.ExecuteScalarAsync(Ct) is T value ? value : default;
    }

    public Task StartUpdateAsync(string stackId, Guid update) => ExecuteAsync(
        """
        insert into stack_states (stack_id, version, active_update, active_update_kind, active_update_start) values ($1, 2, $2, 'update', '2026-01-02T03:04:05Z')
        on conflict (stack_id) do update set active_update = excluded.active_update, changed_at = clock_timestamp()
        """,
        Guid.Parse(stackId),
        update);

    public Task EndUpdateAsync(string stackId)
        => ExecuteAsync("update stack_states set active_update = null, version = version + 1, changed_at = clock_timestamp() where stack_id = $1", Guid.Parse(stackId));

    public async ValueTask DisposeAsync()
    {
        foreach (var running in _operators)
        {
            await running.DisposeAsync();
        }

        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
        else
        {
            await DataSource.DisposeAsync();
        }
    }

    private async Task PrepareClusterAsync()
    {
        _services = new ServiceCollection().AddLogging().AddKubernetesConnection(options =>
        {
            options.Kubeconfig = Cluster.Kubeconfig;
            options.JsonContexts.Add(StackJsonContext.Default);
            options.JsonContexts.Add(EnvironmentStackJsonContext.Default);
        }).BuildServiceProvider();
        Client = _services.GetRequiredService<IKubernetesClient>();
        if (Home.Length == 0)
        {
            Home = await Cluster.CreateNamespaceAsync("home", ct: Ct);
            Team = await Cluster.CreateNamespaceAsync("team", new Dictionary<string, string> { [ApiGroup.OrganizationsAnnotation] = "acme" }, Ct);
        }
        else
        {
            await Client.CreateAsync(new V1Namespace { ApiVersion = "v1", Kind = "Namespace", Metadata = new V1ObjectMeta { Name = Home } }, Ct);
            await Client.CreateAsync(new V1Namespace { ApiVersion = "v1", Kind = "Namespace", Metadata = new V1ObjectMeta { Name = Team, Annotations = new Dictionary<string, string> { [ApiGroup.OrganizationsAnnotation] = "acme" } } }, Ct);
        }

        OperatorKubeconfig = await OperatorRights.KubeconfigAsync(Cluster, Home, Ct);
    }
}
