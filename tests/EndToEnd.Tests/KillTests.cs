using System.Net;
using Npgsql;
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
    private string _token = "";
    private CutProxy? _database;
    private CutProxy? _cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Installation Installation => _installation!;

    public async ValueTask InitializeAsync()
    {
        _installation = await Installation.StartAsync(SharedInstallation.Settings(Path.Combine(_folder.FolderPath, "killed")));
        _database = new CutProxy(Installation.Database.Port);
        _cluster = new CutProxy(new Uri(Installation.ControlPlane.Admin.Server).Port);
    }

    public async ValueTask DisposeAsync()
    {
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
        foreach (var (proxy, name, pieces) in ((CutProxy, string, int)[])[(_database!, "database", 5), (_cluster!, "cluster", 2)])
        {
            for (var piece = 1; piece <= pieces; piece++)
            {
                api = await CycleAsync(api, proxy, piece, $"{name}-{piece}");
            }
        }
    }

    [Fact]
    public async Task The_operator_killed_at_any_write_leaves_stacks_whole_or_absent_and_the_next_one_finishes()
    {
        var api = await Installation.StartApiAsync(ct: Token);
        _token = await Installation.IssueTokenAsync("killer", $"{_organization}=admin", Token);
        using var client = new FacadeClient(api.Url, _token);
        var leader = await StartOperatorAsync();
        foreach (var (proxy, name, pieces) in ((CutProxy, string, int)[])[(_database!, "database", 5), (_cluster!, "cluster", 2)])
        {
            for (var piece = 1; piece <= pieces; piece++)
            {
                var stack = $"{name}-{piece}";
                leader = await KillDuringAsync(leader, proxy, piece, () => client.CreateAsync(_organization, "web", stack, Token));
                await RetryAsync(() => client.CreateAsync(_organization, "web", stack, Token), status => status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"create {stack}");
                await AssertWholeAsync(client, $"web/{stack}");
                leader = await KillDuringAsync(leader, proxy, piece, () => client.RenameAsync($"{_organization}/web/{stack}", stack, "moved", Token));
                await RetryAsync(() => RenamedAsync(client, stack), status => status is HttpStatusCode.OK, $"rename {stack}");
                await AssertWholeAsync(client, $"moved/{stack}");
            }
        }
    }

    private async Task<ServiceProcess> CycleAsync(ServiceProcess api, CutProxy proxy, int piece, string stack)
    {
        var port = api.Url.Port;
        using var client = new FacadeClient(api.Url, _token);
        api = await KillDuringAsync(api, proxy, piece, port, () => client.CreateAsync(_organization, "web", stack, Token));
        await RetryAsync(() => client.CreateAsync(_organization, "web", stack, Token), status => status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"create {stack}");
        await AssertWholeAsync(client, $"web/{stack}");

        api = await KillDuringAsync(api, proxy, piece, port, () => client.RenameAsync($"{_organization}/web/{stack}", stack, "moved", Token));
        await RetryAsync(() => RenamedAsync(client, stack), status => status is HttpStatusCode.OK, $"rename {stack}");
        await AssertWholeAsync(client, $"moved/{stack}");

        api = await KillDuringAsync(api, proxy, piece, port, () => client.DeleteAsync($"{_organization}/moved/{stack}", Token));
        await RetryAsync(() => client.DeleteAsync($"{_organization}/moved/{stack}", Token), status => status is HttpStatusCode.NoContent or HttpStatusCode.NotFound, $"delete {stack}");
        await AssertAbsentAsync($"moved/{stack}");
        return api;
    }

    private async Task<ServiceProcess> KillDuringAsync(ServiceProcess api, CutProxy proxy, int piece, int port, Func<Task> request)
    {
        proxy.Arm(piece, api.KillAsync);
        try
        {
            await request();
        }
        catch (HttpRequestException)
        {
            // The process died in the middle, as intended.
        }

        proxy.Disarm();
        if (api.Process.IsRunning)
        {
            await api.KillAsync();
        }

        return await StartApiAsync(port);
    }

    // The successor goes through the same proxies: it is the next one to die.
    private async Task<ServiceProcess> StartOperatorAsync()
    {
        var service = await Installation.StartOperatorAsync(Behind(_database!.Port, _cluster!.Port, "operator"), Token);
        await Eventually.UntilAsync(_ => LeaderAsync(), holder => holder.Length > 0, ct: Token);
        return service;
    }

    private async Task<ServiceProcess> KillDuringAsync(
        ServiceProcess leader, CutProxy proxy, int piece, Func<Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode? Body)>> request)
    {
        proxy.Arm(piece, leader.KillAsync);
        var answer = request();
        await Eventually.UntilAsync(_ => Task.FromResult(leader.Process.IsRunning && !answer.IsCompleted), going => !going, ct: Token);
        proxy.Disarm();
        await leader.KillAsync();
        var next = await StartOperatorAsync();
        await answer;
        await Eventually.UntilAsync(_ => UnreadyAsync(), unready => unready == 0, ct: Token);
        return next;
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
        => (await StacksAsync()).Count(line => line.StartsWith($"{_organization}/{path}|", StringComparison.Ordinal));

    private async Task<int> UnreadyAsync() => (await StacksAsync()).Count(line => !line.EndsWith("|True", StringComparison.Ordinal));

    private async Task<IEnumerable<string>> StacksAsync()
    {
        const string Template = "{range.items[*]}{.spec.organization}/{.spec.project}/{.spec.name}|{.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}";
        var lines = await new Kubectl(Installation.ControlPlane.KubeconfigFile).RunAsync($"get stacks -n stack-operator -o jsonpath={Template}", Token);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<string> LeaderAsync()
        => await new Kubectl(Installation.ControlPlane.KubeconfigFile).RunAsync("get leases -n stack-operator -o jsonpath={.items[*].spec.holderIdentity}", Token);

    private Task<ServiceProcess> StartApiAsync(int? port) => Installation.StartApiAsync(port, Behind(_database!.Port, _cluster!.Port, "api"), Token);

    private static Dictionary<string, string?> FastLease => new()
    {
        ["STACK_OPERATOR_LEASE_DURATION"] = "3s",
        ["STACK_OPERATOR_RENEW_DEADLINE"] = "2s",
        ["STACK_OPERATOR_RETRY_PERIOD"] = "500ms",
    };

    private Dictionary<string, string?> Behind(int databasePort, int clusterPort, string account)
    {
        var kubeconfig = Installation.KubeconfigFor(account);
        var rewritten = Path.Combine(_folder.FolderPath, $"{account}-behind-proxy.kubeconfig");
        var port = new Uri(Installation.ControlPlane.Admin.Server).Port;
        File.WriteAllText(rewritten, File.ReadAllText(kubeconfig).Replace($":{port}", $":{clusterPort}", StringComparison.Ordinal));
        return new Dictionary<string, string?>(FastLease)
        {
            ["STACK_DATABASE_URL"] = new NpgsqlConnectionStringBuilder(Installation.DatabaseUrl) { Host = "127.0.0.1", Port = databasePort }.ToString(),
            ["KUBECONFIG"] = rewritten,
        };
    }
}
