using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackOperator.Operator;
using StackOperator.Store.Access;
using StackOperator.Testing.Clusters;
using StackOperator.Testing.Databases;

namespace StackOperator.Api.Tests.Fixtures;

/// <summary>A database, a namespace on the shared API server, a real operator that looks at that namespace, and any number of API processes.</summary>
public sealed class Installation : IAsyncDisposable
{
    private readonly List<WebApplication> _apis = [];
    private readonly string _keyRing = Path.Combine(Path.GetTempPath(), $"key-ring-{Guid.NewGuid():N}.json");
    private WebApplication? _operator;

    private Installation(TestDatabase database, TestCluster cluster, string ns) => (Database, Cluster, Namespace) = (database, cluster, ns);

    public TestDatabase Database { get; }

    public TestCluster Cluster { get; }

    /// <summary>The home namespace.</summary>
    public string Namespace { get; }

    public static async Task<Installation> StartAsync(bool withOperator = true, CancellationToken ct = default)
    {
        var cluster = await TestCluster.SharedAsync(ct);
        var installation = new Installation(await TestDatabase.CreateAsync(ct: ct), cluster, await cluster.CreateNamespaceAsync("api", ct: ct));
        if (withOperator)
        {
            await installation.StartOperatorAsync();
        }

        (await Commands.ApiCommandLine.RunAsync(["key-ring", "new", installation._keyRing])).ShouldBe(0);
        return installation;
    }

    public async Task StartOperatorAsync()
    {
        _operator = OperatorApplication.Build([.. Arguments(), $"--STACK_OPERATOR_NAMESPACES={Namespace}", "--STACK_OPERATOR_LEADER_ELECTION=false"], Quiet);
        await _operator.StartAsync();
    }

    public async Task StopOperatorAsync()
    {
        await _operator!.StopAsync();
        await _operator.DisposeAsync();
        _operator = null;
    }

    /// <summary>Starts an API process inside this one, on a port of its own.</summary>
    public async Task<ApiProcess> StartApiAsync(double writeTimeoutSeconds = 60, Action<IServiceCollection>? services = null, params string[] settings)
    {
        var app = ApiApplication.Build([.. Arguments(), $"--STACK_WRITE_TIMEOUT_SECONDS={writeTimeoutSeconds}", .. settings], builder =>
        {
            Quiet(builder);
            services?.Invoke(builder.Services);
        });
        await app.StartAsync();
        _apis.Add(app);
        return new ApiProcess(app);
    }

    /// <summary>A user of its own, with roles, and a client that speaks as it.</summary>
    public async Task<string> TokenAsync(string login, params (string Organization, Role Role)[] roles) =>
        await new AccessTokenAdministration(Database.DataSource).IssueAsync(
            new AccessTokenRequest(login, roles.ToDictionary(r => r.Organization, r => r.Role), "test", null), CancellationToken.None);

    public async Task<long> CountAsync(string sql, params object[] values)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = value });
        }

        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var api in _apis)
        {
            await api.DisposeAsync();
        }

        if (_operator is not null)
        {
            await _operator.DisposeAsync();
        }

        await Database.DisposeAsync();
        File.Delete(_keyRing);
    }

    private string[] Arguments() =>
    [
        "--urls=http://127.0.0.1:0",
        $"--STACK_DATABASE_URL={Database.ConnectionString}",
        $"--KUBECONFIG={Cluster.Kubeconfig}",
        $"--STACK_HOME_NAMESPACE={Namespace}",
        $"--STACK_KEYRING={_keyRing}",
    ];

    private static void Quiet(WebApplicationBuilder builder) => builder.Logging.ClearProviders().AddFilter((_, level) => level >= LogLevel.Warning).AddProvider(TestOutput.Instance);
}
