using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.LocalServices.Installations;
using StackOperator.LocalServices.Processes;
using StackOperator.Testing;

namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>The proxies through which a process that is to die reaches its servers, and what is there after its death.</summary>
internal sealed class KillWorld : IAsyncDisposable
{
    private readonly RunFolder _folder = RunFolder.Create();
    private readonly HashSet<(CutProxy Proxy, CutPoint Point)> _visited = [];
    private readonly Installation _installation;
    private readonly CutProxy _database;
    private readonly CutProxy _cluster;
    private readonly KubernetesClient _kubernetes;

    public KillWorld(Installation installation)
    {
        _installation = installation;
        _database = CutProxy.OfDatabaseWrites(installation.Database.Port);
        _cluster = new CutProxy(ClusterPort);
        _kubernetes = new KubernetesClient(KubernetesConnection.Load(installation.ControlPlane.KubeconfigFile));
    }

    /// <summary>Name of the organization whose stacks are looked at.</summary>
    public string Organization { get; } = $"kill-{Guid.NewGuid():N}"[..16];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int ClusterPort => new Uri(_installation.ControlPlane.Admin.Server).Port;

    /// <summary>
    /// Runs a cycle for each write of the database, as many as there are, and for the pieces that go to the API server: that
    /// traffic is encrypted, a request is its first piece or its second.
    /// </summary>
    /// <param name="cycle">Does the same work each time, and answers whether somebody died of the cut.</param>
    public async Task AtEveryWriteAsync(Func<Cut, Task<bool>> cycle)
    {
        (CutProxy Proxy, CutPoint Point, int Most)[] cuts =
            [(_database, CutPoint.Before, 20), (_database, CutPoint.After, 20), (_cluster, CutPoint.Before, 2), (_cluster, CutPoint.After, 1)];
        foreach (var (proxy, point, most) in cuts)
        {
            var died = true;
            for (var write = 1; died && write <= most; write++)
                died = await cycle(new Cut(proxy, point, write));
            (died && proxy == _database).ShouldBeFalse("all writes were visited");
        }

        _visited.Count.ShouldBe(cuts.Length, "somebody died of each cut");
    }

    /// <summary>Name of the stack that is worked on at a cut.</summary>
    public string StackAt(Cut cut) => $"{(cut.Proxy == _database ? "database" : "cluster")}-{cut.Point}-{cut.Write}".ToLowerInvariant();

    /// <summary>Notes that somebody died of a cut.</summary>
    public void Died(Cut cut) => _visited.Add((cut.Proxy, cut.Point));

    /// <summary>Environment of a process whose servers are reached through the proxies.</summary>
    public Dictionary<string, string?> Behind(string account)
    {
        var rewritten = Path.Combine(_folder.FolderPath, $"{account}-behind-proxy.kubeconfig");
        File.WriteAllText(rewritten, File.ReadAllText(_installation.KubeconfigFor(account)).Replace($":{ClusterPort}", $":{_cluster.Port}", StringComparison.Ordinal));
        return new Dictionary<string, string?>(SharedInstallation.FastLease)
        {
            ["STACK_DATABASE_URL"] = new NpgsqlConnectionStringBuilder(_installation.DatabaseUrl) { Host = "127.0.0.1", Port = _database.Port }.ToString(),
            ["KUBECONFIG"] = rewritten,
        };
    }

    public static Task RetryAsync(Func<Task<(HttpStatusCode Status, JsonNode? Body)>> request, Func<HttpStatusCode, bool> settled, string what)
        => Eventually.UntilAsync(_ => request(), answer => settled(answer.Status), TimeSpan.FromSeconds(60), what, Token);

    /// <summary>Renames as a client does that does not know whether its last attempt happened.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> RenamedAsync(FacadeClient client, string stack)
    {
        var moved = await client.GetAsync($"{Organization}/moved/{stack}", Token);
        if (moved.Status == HttpStatusCode.OK)
            return moved;
        await client.RenameAsync($"{Organization}/web/{stack}", stack, "moved", Token);
        return await client.GetAsync($"{Organization}/moved/{stack}", Token);
    }

    public async Task AssertWholeAsync(FacadeClient client, string path)
    {
        (await client.GetAsync($"{Organization}/{path}", Token)).Status.ShouldBe(HttpStatusCode.OK);
        (await CountRowsAsync(path)).ShouldBe(1);
        (await CountObjectsAsync(path)).ShouldBe(1);
    }

    public async Task AssertAbsentAsync(string path)
    {
        await Eventually.UntilAsync(_ => CountObjectsAsync(path), count => count == 0, ct: Token);
        (await CountRowsAsync(path)).ShouldBe(0);
    }

    public Task UntilAllReadyAsync()
        => Eventually.UntilAsync(
            async _ => (await StacksAsync()).Count(static stack => stack.Status.Conditions?.Any(static c => c is { Type: "Ready", Status: "True" }) != true),
            unready => unready == 0,
            because: "all stacks are ready",
            ct: Token);

    public async ValueTask DisposeAsync()
    {
        _kubernetes.Dispose();
        await _database.DisposeAsync();
        await _cluster.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<long> CountRowsAsync(string path)
    {
        await using var source = NpgsqlDataSource.Create(_installation.DatabaseUrl);
        await using var command = source.CreateCommand("select count(*) from stacks where organization = $1 and project = $2 and name = $3");
        command.Parameters.Add(new() { Value = Organization });
        command.Parameters.Add(new() { Value = path.Split('/')[0] });
        command.Parameters.Add(new() { Value = path.Split('/')[1] });
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task<int> CountObjectsAsync(string path)
        => (await StacksAsync()).Count(stack => $"{stack.Spec.Project}/{stack.Spec.Name}" == path);

    private async Task<IReadOnlyList<StackResource>> StacksAsync()
    {
        var all = await _kubernetes.ListAsync<StackResource>(InstallationSettings.HomeNamespace, cancellationToken: Token);
        return [.. all.Where(stack => stack.Spec.Organization == Organization)];
    }
}
