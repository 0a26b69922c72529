using System.Text.RegularExpressions;
using Npgsql;
using StackOperator.Core.Stacks;
using StackOperator.EndToEnd.Tests.Installations;
using StackOperator.LocalServices.Installations;
using StackOperator.LocalServices.Postgres;
using StackOperator.LocalServices.Processes;
using StackOperator.Testing;
using StackOperator.Testing.Access;
using StackOperator.Testing.Stacks;

namespace StackOperator.EndToEnd.Tests;

/// <summary>Processes die in the middle of an update: what was acknowledged is there afterwards, and the client's repetitions carry the update through.</summary>
public sealed partial class UpdateKillTests(SharedInstallation shared) : IAsyncLifetime
{
    private const int Batches = 1;
    private readonly RunFolder _folder = RunFolder.Create();
    private readonly string _organization = $"crash-{Guid.NewGuid():N}"[..16];
    private InstallationSettings? _settings;
    private Installation? _installation;
    private CutProxy? _proxy;
    private string _token = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Installation Installation => _installation!;

    public async ValueTask InitializeAsync()
    {
        // Durable: what is committed must survive the death of the database.
        _settings = SharedInstallation.Settings(Path.Combine(_folder.FolderPath, "crash")) with { Durable = true };
        _installation = await Installation.StartBesideAsync(shared.Installation, _settings);
        _proxy = CutProxy.OfDatabaseWrites(Installation.Database.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _installation!.DisposeAsync();
        await _proxy!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Checklist_110_the_api_killed_at_every_write_of_an_update_keeps_what_it_acknowledged_and_frees_the_stack()
    {
        var api = await StartApiAsync(port: null);
        _token = await AdminTokens.IssueAsync(Installation.DatabaseUrl, _organization, Token);
        var writesToStart = await CountWritesToStartAsync(api);
        foreach (var (journal, point) in (from journal in (bool[])[true, false] from point in Enum.GetValues<CutPoint>() select (journal, point)))
        {
            // Until it has started, an update that saves writes the same as one that journals.
            for (var write = journal ? 1 : point == CutPoint.Before ? writesToStart : 3; ; write++)
            {
                (api, var died) = await CycleAsync(api, journal, write, point);
                if (!died)
                {
                    // All writes of the update were visited; each of them is committed at once.
                    write.ShouldBeGreaterThan(point == CutPoint.Before ? writesToStart + 2 : 5);
                    break;
                }
            }
        }
    }

    [Fact]
    public async Task The_database_killed_and_restarted_in_the_middle_of_an_update_is_carried_through_by_the_clients_repetitions()
    {
        var api = await StartApiAsync(port: null);
        _token = await AdminTokens.IssueAsync(Installation.DatabaseUrl, _organization, Token);
        using var client = new CommandLineClient(await NewStackAsync(), _token, api.Url);
        await client.BeginAsync("update", journal: true, Token);
        var writing = Task.Run(async () =>
        {
            for (var batch = 0; batch < 60; batch++)
            {
                await client.JournalAsync(Batch(batch), Token);
                await client.EventAsync(batch, Token);
                await client.RenewAsync(Token);
            }

            await client.CompleteAsync("succeeded", Token);
        });
        await Eventually.UntilAsync(_ => CountEntriesAsync(), count => count >= 20, ct: Token);
        await Installation.Database.Process.KillAsync();
        await using var again = await PostgresServer.StartAsync(new PostgresSettings(Path.Combine(_settings!.Folder, "postgres"), Durable: true, _settings.Lifetime), Token);
        await writing;

        Urns(await client.ExportAsync(Token)).ShouldBe(Enumerable.Range(0, 60).SelectMany(Names));
    }

    private async Task<int> CountWritesToStartAsync(ServiceProcess api)
    {
        var stack = await NewStackAsync();
        using var client = new CommandLineClient(stack, _token, api.Url) { Attempts = 1 };
        _proxy!.Arm(int.MaxValue, CutPoint.Before, static () => Task.CompletedTask);
        await client.BeginAsync("update", journal: true, Token);
        var writes = _proxy.Seen;
        _proxy.Disarm();
        return writes;
    }

    private async Task<(ServiceProcess Api, bool Died)> CycleAsync(ServiceProcess api, bool journal, int write, CutPoint point)
    {
        var stack = await NewStackAsync();
        using var client = new CommandLineClient(stack, _token, api.Url) { Attempts = 1 };
        var acknowledged = 0;
        Task? dying = null;
        _proxy!.Arm(write, point, () => dying = api.KillAsync());
        try
        {
            await client.BeginAsync("update", journal, Token);
            for (; acknowledged < Batches; acknowledged++)
            {
                await WriteAsync(client, journal, acknowledged);
            }

            await client.EventAsync(0, Token);
            await client.CompleteAsync("succeeded", Token);
        }
        catch (HttpRequestException)
        {
            // The process died in the middle, as intended.
        }

        _proxy.Disarm();
        var died = dying is not null;
        if (dying is not null)
        {
            await dying;
            api = await StartApiAsync(api.Url.Port);
        }

        await AssertKeptAsync(client, journal, acknowledged, $"{(journal ? "journal" : "saves")}, {point.ToString().ToLowerInvariant()} write {write}, {acknowledged} acknowledged");
        await AssertGoesOnAsync(client, stack, journal, acknowledged);
        return (api, died);
    }

    // What was acknowledged, or that and the write that was under way: nothing else, in the very bytes.
    private static async Task AssertKeptAsync(CommandLineClient client, bool journal, int acknowledged, string what)
    {
        var text = await client.ExportAsync(Token);
        if (journal)
        {
            var urns = Urns(text).ToList();
            (urns.Count - (acknowledged * 2)).ShouldBeOneOf([0, 2], what);
            urns.ShouldBe(Enumerable.Range(0, urns.Count / 2).SelectMany(Names), what);
        }
        else
        {
            text.ShouldBeOneOf([Exported(acknowledged), Exported(acknowledged + 1)], what);
        }
    }

    // The client repeats what it has no answer for; or it is gone, the lease runs out, and the next update starts.
    private async Task AssertGoesOnAsync(CommandLineClient client, StackIdentity stack, bool journal, int acknowledged)
    {
        await using var source = NpgsqlDataSource.Create(Installation.DatabaseUrl);
        var left = await ScalarAsync<double?>(source, "select extract(epoch from lease_until - clock_timestamp())::float8 from updates u join stacks s on s.id = u.stack_id where s.project = $1 and status = 'running'", stack.Project);
        (left ?? 0).ShouldBeLessThanOrEqualTo(330);
        if (left is not null && client.HasStarted && acknowledged % 2 == 0)
        {
            await WriteAsync(client, journal, acknowledged);
            await client.CompleteAsync("succeeded", Token);
        }

        await ScalarAsync<long?>(source, "update updates u set lease_until = clock_timestamp() - interval '1 second' from stacks s where s.id = u.stack_id and s.project = $1 and u.status = 'running' returning 1::bigint", stack.Project);
        using var next = new CommandLineClient(stack, _token, client.Server) { Attempts = 1 };
        await next.BeginAsync("update", journal, Token);
        await next.CompleteAsync("failed", Token);
    }

    private static Task WriteAsync(CommandLineClient client, bool journal, int number) =>
        journal ? client.JournalAsync(Batch(number), Token) : client.CheckpointAsync(Deployment(number + 1), Token);

    private static string Exported(int saves) => saves == 0 ? """{"version":3,"deployment":{}}""" : "{\"version\":3,\"deployment\":" + Deployment(saves) + "}";

    private static string Deployment(int saves) =>
        $$"""{"n":1.0, "resources":[{{string.Join(", ", Enumerable.Range(0, saves).SelectMany(Names).Select(n => $$"""{"urn":"urn:pulumi:dev::p::t::{{n}}","custom":false,"type":"t"}"""))}}]}""";

    private static IEnumerable<string> Names(int batch) => [$"r{(batch * 2) + 1}", $"r{(batch * 2) + 2}"];

    private static IEnumerable<string> Batch(int batch) => Names(batch).Select(name =>
        $$"""{"version":1,"kind":1,"sequenceID":{{name[1..]}},"operationID":{{name[1..]}},"removeOld":null,"removeNew":null,"state":{"urn":"urn:pulumi:dev::p::t::{{name}}","custom":false,"type":"t"} }""");

    private static IEnumerable<string> Urns(string text) => ResourceName().Matches(text).Select(match => match.Groups[1].Value);

    private async Task<StackIdentity> NewStackAsync()
    {
        await using var source = NpgsqlDataSource.Create(Installation.DatabaseUrl);
        return (await StackRows.InsertAsync(source, _organization, Token)).Identity;
    }

    private async Task<long> CountEntriesAsync()
    {
        await using var source = NpgsqlDataSource.Create(Installation.DatabaseUrl);
        return await ScalarAsync<long>(source, "select count(*) from journal_entries");
    }

    private static async Task<T?> ScalarAsync<T>(NpgsqlDataSource source, string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return await command.ExecuteScalarAsync(Token) is T found ? found : default;
    }

    private Task<ServiceProcess> StartApiAsync(int? port) => Installation.StartApiAsync(port, new Dictionary<string, string?>
    {
        ["STACK_DATABASE_URL"] = new NpgsqlConnectionStringBuilder(Installation.DatabaseUrl) { Host = "127.0.0.1", Port = _proxy!.Port }.ToString(),
    }, Token);

    [GeneratedRegex("\"urn\":\"urn:pulumi:dev::p::t::(r[0-9]+)\"")]
    private static partial Regex ResourceName();
}
