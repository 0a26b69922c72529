using System.Net;
using StackOperator.EndToEnd.Tests.Installations;
using StackOperator.LocalServices.Installations;
using StackOperator.Testing.Access;

namespace StackOperator.EndToEnd.Tests;

/// <summary>kill -9 at every write of the API to database or API server: afterwards a stack is whole or absent, and a retry works.</summary>
public sealed class ApiKillTests(SharedInstallation shared) : IAsyncDisposable
{
    private readonly KillWorld _world = new(shared.Installation);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_api_killed_at_any_write_leaves_stacks_whole_or_absent_and_a_retry_works()
    {
        var api = await StartApiAsync(port: null);
        using var client = new FacadeClient(api.Url, await AdminTokens.IssueAsync(shared.Installation.DatabaseUrl, _world.Organization, Token));
        await _world.AtEveryWriteAsync(async cut =>
        {
            (api, var died) = await CycleAsync(api, client, cut);
            return died;
        });
    }

    private async Task<(ServiceProcess Api, bool Died)> CycleAsync(ServiceProcess api, FacadeClient client, Cut cut)
    {
        var (organization, stack) = (_world.Organization, _world.StackAt(cut));
        (api, var inCreate) = await KillDuringAsync(api, cut, () => client.CreateAsync(organization, "web", stack, Token));
        await KillWorld.RetryAsync(() => client.CreateAsync(organization, "web", stack, Token), status => status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"create {stack}");
        await _world.AssertWholeAsync(client, $"web/{stack}");

        (api, var inRename) = await KillDuringAsync(api, cut, () => client.RenameAsync($"{organization}/web/{stack}", stack, "moved", Token));
        await KillWorld.RetryAsync(() => _world.RenamedAsync(client, stack), status => status is HttpStatusCode.OK, $"rename {stack}");
        await _world.AssertWholeAsync(client, $"moved/{stack}");

        (api, var inDelete) = await KillDuringAsync(api, cut, () => client.DeleteAsync($"{organization}/moved/{stack}", Token));
        await KillWorld.RetryAsync(() => client.DeleteAsync($"{organization}/moved/{stack}", Token), status => status is HttpStatusCode.NoContent or HttpStatusCode.NotFound, $"delete {stack}");
        await _world.AssertAbsentAsync($"moved/{stack}");
        return (api, inCreate || inRename || inDelete);
    }

    private async Task<(ServiceProcess Api, bool Died)> KillDuringAsync(ServiceProcess api, Cut cut, Func<Task> request)
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
        _world.Died(cut);
        return (await StartApiAsync(api.Url.Port), true);
    }

    private Task<ServiceProcess> StartApiAsync(int? port) => shared.Installation.StartApiAsync(port, _world.Behind("api"), Token);
}
