using System.Net;
using k8s.Models;
using Npgsql;
using StackOperator.ControllerRuntime.Client;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.EndToEnd.Tests.Installations;
using StackOperator.LocalServices.Installations;
using StackOperator.LocalServices.Processes;
using StackOperator.Testing;

namespace StackOperator.EndToEnd.Tests;

/// <summary>kill -9 at every write of a process to database or API server: afterwards a stack is whole or absent, and a retry works.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private readonly RunFolder _folder = RunFolder.Create();
    private readonly string _organization = $"kill-{Guid.NewGuid():N}"[..16];
    private Installation? _installation;
    private readonly HashSet<(CutProxy Proxy, CutPoint Point)> _visited = [];
    private string _token = "";
    private CutProxy? _database;
    private CutProxy? _cluster;
    private KubernetesClient? _kubernetes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Installation Installation => _installation!;

    public async ValueTask InitializeAsync()
    {
        _installation = await Installation.StartAsync(SharedInstallation.Settings(Path.Combine(_folder.FolderPath, "killed")));
        _database = CutProxy.OfDatabaseWrites(Installation.Database.Port);
        _cluster = new CutProxy(new Uri(Installation.ControlPlane.Admin.Server).Port);
        _kubernetes = new KubernetesClient(KubernetesConnection.Load(Installation.ControlPlane.KubeconfigFile));
    }

    public async ValueTask DisposeAsync()
    {
        _kubernetes!.Dispose();
        await _installation!.DisposeAsync();
        await _database!.DisposeAsync();
        await _cluster!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_api_killed_at_any_write_leaves_stacks_whole_or_absent_and_a_retry_works()
    {
        await Installation.StartOperatorAsync(ct: Token);
        var api = await StartApiAsync(port: null);
        _token = await Installation.IssueTokenAsync("killer", $"{_organization}=admin", Token);
        foreach (var (proxy, point, most) in Cuts())
        {
            var died = true;
            for (var write = 1; died && write <= most; write++)
                (api, died) = await CycleAsync(api, new Cut(proxy, point, write));
            (died && proxy == _database).ShouldBeFalse("all writes were visited");
        }

        _visited.Count.ShouldBe(Cuts().Count(), "somebody died of each cut");
    }

    [Fact]
    public async Task The_operator_killed_at_any_write_leaves_stacks_whole_or_absent_and_the_next_one_finishes()
    {
        var api = await Installation.StartApiAsync(ct: Token);
        _token = await Installation.IssueTokenAsync("killer", $"{_organization}=admin", Token);
        using var client = new FacadeClient(api.Url, _token);
        var leader = await StartOperatorAsync();
        foreach (var (proxy, point, most) in Cuts())
        {
            var died = true;
            for (var write = 1; died && write <= most; write++)
            {
                var cut = new Cut(proxy, point, write);
                var stack = Name(cut);
                (leader, died) = await KillDuringAsync(leader, cut, () => client.CreateAsync(_organization, "web", stack, Token));
                await RetryAsync(() => client.CreateAsync(_organization, "web", stack, Token), status => status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"create {stack}");
                await AssertWholeAsync(client, $"web/{stack}");
                (leader, var diedToo) = await KillDuringAsync(leader, cut, () => client.RenameAsync($"{_organization}/web/{stack}", stack, "moved", Token));
                await RetryAsync(() => RenamedAsync(client, stack), status => status is HttpStatusCode.OK, $"rename {stack}");
                await AssertWholeAsync(client, $"moved/{stack}");
                died |= diedToo;
            }

            (died && proxy == _database).ShouldBeFalse("all writes were visited");
        }

        _visited.Count.ShouldBe(Cuts().Count(), "somebody died of each cut");
    }

    // What goes to the API server is encrypted: the request is its first piece, or its second.
    private IEnumerable<(CutProxy Proxy, CutPoint Point, int Most)> Cuts() =>
        [(_database!, CutPoint.Before, 20), (_database!, CutPoint.After, 20), (_cluster!, CutPoint.Before, 2), (_cluster!, CutPoint.After, 1)];

    private string Name(Cut cut) => $"{(cut.Proxy == _database ? "database" : "cluster")}-{cut.Point}-{cut.Write}".ToLowerInvariant();

    private async Task<(ServiceProcess Api, bool Died)> CycleAsync(ServiceProcess api, Cut cut)
    {
        var stack = Name(cut);
        var port = api.Url.Port;
        using var client = new FacadeClient(api.Url, _token);
        (api, var inCreate) = await KillDuringAsync(api, cut, port, () => client.CreateAsync(_organization, "web", stack, Token));
        await RetryAsync(() => client.CreateAsync(_organization, "web", stack, Token), status => status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"create {stack}");
        await AssertWholeAsync(client, $"web/{stack}");

        (api, var inRename) = await KillDuringAsync(api, cut, port, () => client.RenameAsync($"{_organization}/web/{stack}", stack, "moved", Token));
        await RetryAsync(() => RenamedAsync(client, stack), status => status is HttpStatusCode.OK, $"rename {stack}");
        await AssertWholeAsync(client, $"moved/{stack}");

        (api, var inDelete) = await KillDuringAsync(api, cut, port, () => client.DeleteAsync($"{_organization}/moved/{stack}", Token));
        await RetryAsync(() => client.DeleteAsync($"{_organization}/moved/{stack}", Token), status => status is HttpStatusCode.NoContent or HttpStatusCode.NotFound, $"delete {stack}");
        await AssertAbsentAsync($"moved/{stack}");
        return (api, inCreate || inRename || inDelete);
    }

    private async Task<(ServiceProcess Api, bool Died)> KillDuringAsync(ServiceProcess api, Cut cut, int port, Func<Task> request)
    {
        Task? dying = null;
        cut.Proxy.Arm(cut.Write, cut.Point, () => dying = api.KillAsync());
        try
        {
            await request();
        }
        catch (HttpRequestException)
        {
            // The process died in the middle, as intended.
        }

        cut.Proxy.Disarm();
        if (dying is null)
            return (api, false);
        await dying;
        _visited.Add((cut.Proxy, cut.Point));
        return (await StartApiAsync(port), true);
    }

    // The successor goes through the same proxies: it is the next one to die.
    private async Task<ServiceProcess> StartOperatorAsync()
    {
        var service = await Installation.StartOperatorAsync(Behind(_database!.Port, _cluster!.Port, "operator"), Token);
        await Eventually.UntilAsync(_ => LeaderAsync(), holder => holder.Length > 0, ct: Token);
        return service;
    }

    private async Task<(ServiceProcess Leader, bool Died)> KillDuringAsync(
        ServiceProcess leader, Cut cut, Func<Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode? Body)>> request)
    {
        Task? dying = null;
        cut.Proxy.Arm(cut.Write, cut.Point, () => dying = leader.KillAsync());
        var answer = request();
        await Eventually.UntilAsync(() => dying is not null || answer.IsCompleted, ct: Token);
        cut.Proxy.Disarm();
        if (dying is not null)
        {
            await dying;
            _visited.Add((cut.Proxy, cut.Point));
            leader = await StartOperatorAsync();
        }

        await answer;
        await Eventually.UntilAsync(_ => UnreadyAsync(), unready => unready == 0, ct: Token);
        return (leader, dying is not null);
    }

    private async Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode? Body)> RenamedAsync(FacadeClient client, string stack)
    {
        var moved = await client.GetAsync($"{_organization}/moved/{stack}", Token);
        if (moved.Status == HttpStatusCode.OK)
        {
            return moved;
        }

        await client.RenameAsync($"{_organization}/web/{stack}", stack, "moved", Token);
        return await client.GetAsync($"{_organization}/moved/{stack}", Token);
    }

    private static async Task RetryAsync(Func<Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode? Body)>> request, Func<HttpStatusCode, bool> settled, string what)
        => await Eventually.UntilAsync(_ => request(), answer => settled(answer.Status), TimeSpan.FromSeconds(60), what, Token);

    private async Task AssertWholeAsync(FacadeClient client, string path)
    {
        (await client.GetAsync($"{_organization}/{path}", Token)).Status.ShouldBe(HttpStatusCode.OK);
        (await CountRowsAsync(path)).ShouldBe(1);
        (await ObjectsAsync(path)).ShouldBe(1);
    }

    private async Task AssertAbsentAsync(string path)
    {
        await Eventually.UntilAsync(_ => ObjectsAsync(path), count => count == 0, ct: Token);
        (await CountRowsAsync(path)).ShouldBe(0);
    }

    private async Task<long> CountRowsAsync(string path)
    {
        await using var source = NpgsqlDataSource.Create(Installation.DatabaseUrl);
        await using var command = source.CreateCommand("select count(*) from stacks where organization = $1 and project = $2 and name = $3");
        command.Parameters.Add(new() { Value = _organization });
        command.Parameters.Add(new() { Value = path.Split('/')[0] });
        command.Parameters.Add(new() { Value = path.Split('/')[1] });
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private async Task<int> ObjectsAsync(string path)
        => (await StacksAsync()).Count(stack => $"{stack.Spec.Organization}/{stack.Spec.Project}/{stack.Spec.Name}" == $"{_organization}/{path}");

    private async Task<int> UnreadyAsync()
        => (await StacksAsync()).Count(static stack => stack.Status.Conditions?.Any(static c => c is { Type: "Ready", Status: "True" }) != true);

    private Task<IReadOnlyList<StackResource>> StacksAsync() => _kubernetes!.ListAsync<StackResource>(InstallationSettings.HomeNamespace, cancellationToken: Token);

    private async Task<string> LeaderAsync()
    {
        var leases = await _kubernetes!.ListAsync<V1Lease>(InstallationSettings.HomeNamespace, cancellationToken: Token);
        return leases.Count > 0 ? leases[0].Spec.HolderIdentity ?? "" : "";
    }

    private Task<ServiceProcess> StartApiAsync(int? port) => Installation.StartApiAsync(port, Behind(_database!.Port, _cluster!.Port, "api"), Token);

    private Dictionary<string, string?> Behind(int databasePort, int clusterPort, string account)
    {
        var kubeconfig = Installation.KubeconfigFor(account);
        var rewritten = Path.Combine(_folder.FolderPath, $"{account}-behind-proxy.kubeconfig");
        var port = new Uri(Installation.ControlPlane.Admin.Server).Port;
        File.WriteAllText(rewritten, File.ReadAllText(kubeconfig).Replace($":{port}", $":{clusterPort}", StringComparison.Ordinal));
        return new Dictionary<string, string?>(SharedInstallation.FastLease)
        {
            ["STACK_DATABASE_URL"] = new NpgsqlConnectionStringBuilder(Installation.DatabaseUrl) { Host = "127.0.0.1", Port = databasePort }.ToString(),
            ["KUBECONFIG"] = rewritten,
        };
    }

    private sealed record Cut(CutProxy Proxy, CutPoint Point, int Write);
}
