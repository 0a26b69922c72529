using StackOperator.Dev.State;
using StackOperator.LocalServices;
using StackOperator.LocalServices.Installations;
using StackOperator.LocalServices.Postgres;
using StackOperator.LocalServices.Processes;
using StackOperator.LocalServices.Provisioning;

namespace StackOperator.Dev.Up;

/// <summary>Brings an installation up. Every step takes what already runs, so it can be repeated after success and after a crash.</summary>
internal sealed class Start(Repository repository, LocalState state, IStepLog steps)
{
    private const string DatabaseName = "stack_operator";
    private const string User = "dev";
    private const string UserRoles = "dev-org=admin";
    private readonly Programs _programs = new(repository, state);

    public async Task<Installation> RunAsync(UpSettings settings, CancellationToken ct)
    {
        var api = new LocalService(state, "api");
        var port = CheckedPort(api, settings);
        var provisioner = new Provisioner(steps);
        var kubectl = await provisioner.EnsureKubectlAsync(ct);
        // All that may be refused comes before the first start.
        if (settings.GivenDatabase is not null)
            await GivenDatabase.CheckAsync(settings.GivenDatabase, ct);
        else
            await provisioner.EnsurePostgresAsync(ct);
        var cluster = await new ClusterStart(state, steps, provisioner, kubectl).RunAsync(settings.UseCluster, ct);
        var database = settings.GivenDatabase ?? await StartDatabaseAsync(ct);
        if (!_programs.AreCurrent())
            await steps.RunAsync("Build operator and API", _programs.BuildAsync, ct);
        await steps.RunAsync("Apply definitions and roles", token => PrepareClusterAsync(cluster, token), ct);
        KeyRingFile.Ensure(state.KeyRing);

        var account = await cluster.AccountKubeconfigAsync(InstallationSettings.HomeNamespace, ServiceEnvironment.OperatorAccount, ct);
        await StartServiceAsync(new LocalService(state, "operator"), Programs.Operator, port: null, database, account, ct);
        account = await cluster.AccountKubeconfigAsync(InstallationSettings.HomeNamespace, ServiceEnvironment.ApiAccount, ct);
        await StartServiceAsync(api, Programs.Api, port, database, account, ct);

        var address = new Uri($"http://127.0.0.1:{port}/");
        var token = await TokenAsync(address, database, ct);
        await steps.RunAsync("Apply the samples", t => cluster.ApplyFolderAsync(repository.At("config", "samples"), t), ct);
        if (settings.UseCluster)
            Console.WriteLine($"  The cluster has now: namespace {InstallationSettings.HomeNamespace}, and what is in config/crd, config/rbac and config/samples; ./dev down leaves that there.");
        var installation = new Installation(address, token, cluster.Kubeconfig, database);
        await WriteEnvAsync(installation, Path.GetDirectoryName(kubectl)!, ct);
        return installation;
    }

    private static int CheckedPort(LocalService api, UpSettings settings)
    {
        var port = settings.Port ?? api.Port() ?? UpSettings.DefaultPort;
        var isOurs = api.Running() is not null && api.Port() == port;
        return isOurs || FreePort.IsFree(port) ? port : throw Taken(port);
    }

    private static CommandFailedException Taken(int port) => new($"Port {port} is used by another program: choose another one with ./dev up --port N.");

    private async Task<string> StartDatabaseAsync(CancellationToken ct)
    {
        var server = PostgresServer.TryAttach(state.Postgres);
        if (server is not null)
            Console.WriteLine("  PostgreSQL runs already");
        else
            server = await steps.RunAsync("Start PostgreSQL", token => PostgresServer.StartAsync(new PostgresSettings(state.Postgres, Durable: true, Lifetime.Detached), token), ct);
        return await server.EnsureDatabaseAsync(DatabaseName, ct);
    }

    private async Task PrepareClusterAsync(ILocalCluster cluster, CancellationToken ct)
    {
        await cluster.EnsureNamespaceAsync(InstallationSettings.HomeNamespace, ct);
        await cluster.ApplyFolderAsync(repository.At("config", "crd"), ct);
        await cluster.ApplyFolderAsync(repository.At("config", "rbac"), ct);
    }

    private async Task StartServiceAsync(LocalService service, string project, int? port, string database, string kubeconfig, CancellationToken ct)
    {
        var name = project == Programs.Api ? "API" : "operator";
        var wanted = port ?? (service.Running() is not null ? service.Port() : null) ?? FreePort.Take();
        var environment = ServiceEnvironment.Create(database, kubeconfig, state.KeyRing, new Uri($"http://127.0.0.1:{wanted}"));
        // A line for each request and statement would bury what matters.
        environment["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning";
        environment["Logging__LogLevel__Npgsql"] = "Warning";
        var programs = _programs.Fingerprint();
        if (await service.RunsAsync(wanted, environment, programs, ct))
        {
            Console.WriteLine($"  The {name} runs already");
            return;
        }

        try
        {
            await steps.RunAsync($"Start the {name}", token => service.StartAsync(_programs.Assembly(project), wanted, environment, programs, token), ct);
        }
        catch (LocalServiceException) when (service.Running() is null && !FreePort.IsFree(wanted))
        {
            // Somebody was faster than the look at the beginning.
            throw Taken(wanted);
        }
    }

    private async Task<string> TokenAsync(Uri api, string database, CancellationToken ct)
    {
        if (EnvFile.Read(state).TryGetValue(EnvFile.ApiToken, out var known) && await ApiHttp.IsValidAsync(api, known, ct))
            return known;
        return await steps.RunAsync($"Issue a token for {User}, admin of dev-org", token => AccessTokens.IssueAsync(_programs.Command(Programs.Api), database, User, UserRoles, token), ct);
    }

    private Task WriteEnvAsync(Installation installation, string kubectlFolder, CancellationToken ct) => PrivateFile.WriteAsync(
        state.EnvFile,
        EnvFile.Write(
        [
            new(EnvFile.ApiUrl, installation.Api.ToString().TrimEnd('/')),
            new(EnvFile.ApiToken, installation.Token),
            new(EnvFile.Kubeconfig, installation.Kubeconfig),
            new(EnvFile.DatabaseUrl, installation.DatabaseUrl),
        ],
        // A shell that has no kubectl of its own gets ours.
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Contains(kubectlFolder) ? null : kubectlFolder),
        ct);
}
