using StackOperator.LocalServices.Installations;
using StackOperator.LocalServices.Processes;
using StackOperator.LocalServices.TestRuns;
using StackOperator.Testing;

[assembly: AssemblyFixture(typeof(StackOperator.EndToEnd.Tests.Installations.SharedInstallation))]

namespace StackOperator.EndToEnd.Tests.Installations;

/// <summary>One operator and two API replicas that all tests of this assembly use and none of them kills.</summary>
public sealed class SharedInstallation : IAsyncLifetime
{
    private readonly RunFolder _folder = RunFolder.Create();
    private Installation? _installation;

    /// <summary>The installation.</summary>
    public Installation Installation => _installation!;

    /// <summary>The two replicas.</summary>
    public IReadOnlyList<ServiceProcess> Apis { get; private set; } = [];

    /// <summary>
    /// Settings of operators that are killed: the next one leads after seconds. An operator that loses the lease because the
    /// machine is busy goes on, for nothing here would start it again.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> FastLease { get; } = new Dictionary<string, string?>
    {
        ["STACK_OPERATOR_LEASE_DURATION"] = "3s",
        ["STACK_OPERATOR_RENEW_DEADLINE"] = "2s",
        ["STACK_OPERATOR_RETRY_PERIOD"] = "500ms",
        ["STACK_OPERATOR_EXIT_ON_LEADERSHIP_LOSS"] = "false",
    };

    /// <summary>kubectl as an administrator.</summary>
    public Kubectl Kubectl => new(Installation.ControlPlane.KubeconfigFile);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _installation = await Installation.StartAsync(Settings(Path.Combine(_folder.FolderPath, "shared")));
        await _installation.StartOperatorAsync();
        Apis = [await _installation.StartApiAsync(), await _installation.StartApiAsync()];
    }

    /// <summary>Settings of an installation for tests.</summary>
    public static InstallationSettings Settings(string folder) => new(RepositoryRoot.Folder, folder, TestControlPlanes.Genuine())
    {
        Configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug",
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_installation is not null)
        {
            await _installation.DisposeAsync();
        }

        _folder.Dispose();
    }
}
