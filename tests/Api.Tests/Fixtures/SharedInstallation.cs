using StackOperator.Api.Tests.Fixtures;
using StackOperator.Store.Access;

[assembly: AssemblyFixture(typeof(SharedInstallation))]

namespace StackOperator.Api.Tests.Fixtures;

/// <summary>One installation for all tests that neither stop nor configure anything; each uses organizations of its own.</summary>
public sealed class SharedInstallation : IAsyncLifetime
{
    private static int _counter;

    public Installation Installation { get; private set; } = null!;

    public ApiProcess Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Installation = await Installation.StartAsync();
        Api = await Installation.StartApiAsync();
    }

    /// <summary>A name nobody else has.</summary>
    public static string NewName(string prefix) => $"{prefix}-{Interlocked.Increment(ref _counter)}-{Guid.NewGuid():N}"[..Math.Min(prefix.Length + 12, 38)].TrimEnd('-');

    /// <summary>An organization and its admin.</summary>
    public async Task<(string Organization, ApiClient Admin)> NewOrganizationAsync()
    {
        var organization = NewName("org");
        return (organization, await ClientAsync((organization, Role.Admin)));
    }

    public async Task<ApiClient> ClientAsync(params (string Organization, Role Role)[] roles) =>
        Api.As(await Installation.TokenAsync(NewName("user"), roles));

    /// <summary>An organization of its own and a client of the environment API with a role in it.</summary>
    public async Task<(string Organization, EnvironmentClient Client)> NewEnvironmentAsync(Role role = Role.Admin)
    {
        var organization = NewName("org");
        return (organization, await EnvironmentClientAsync((organization, role)));
    }

    public async Task<EnvironmentClient> EnvironmentClientAsync(params (string Organization, Role Role)[] roles) =>
        new(Api.Http, await Installation.TokenAsync(NewName("user"), roles));

    public ValueTask DisposeAsync() => Installation.DisposeAsync();
}
