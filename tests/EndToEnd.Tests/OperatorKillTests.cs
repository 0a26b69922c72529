using System.Net;
using StackOperator.EndToEnd.Tests.Installations;
using StackOperator.LocalServices.Installations;
using StackOperator.Testing;
using StackOperator.Testing.Access;

namespace StackOperator.EndToEnd.Tests;

/// <summary>kill -9 at every write of the operator to database or API server: the next one finishes what was begun.</summary>
[Collection<BreakableCollection>]
public sealed class OperatorKillTests(BreakableInstallation breakable) : IAsyncDisposable
{
    private readonly KillWorld _world = new(breakable.Installation);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await breakable.Installation.StopServicesAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task The_operator_killed_at_any_write_leaves_stacks_whole_or_absent_and_the_next_one_finishes()
    {
        var organization = _world.Organization;
        var api = await breakable.Installation.StartApiAsync(ct: Token);
        using var client = new FacadeClient(api.Url, await AdminTokens.IssueAsync(breakable.Installation.DatabaseUrl, organization, Token));
        var leader = await StartOperatorAsync();
        await _world.AtEveryWriteAsync(async cut =>
        {
            var stack = _world.StackAt(cut);
            (leader, var inCreate) = await KillDuringAsync(leader, cut, () => client.CreateAsync(organization, "web", stack, Token));
            await KillWorld.RetryAsync(() => client.CreateAsync(organization, "web", stack, Token), status => status is HttpStatusCode.OK or HttpStatusCode.Conflict, $"create {stack}");
            await _world.AssertWholeAsync(client, $"web/{stack}");
            (leader, var inRename) = await KillDuringAsync(leader, cut, () => client.RenameAsync($"{organization}/web/{stack}", stack, "moved", Token));
            await KillWorld.RetryAsync(() => _world.RenamedAsync(client, stack), status => status is HttpStatusCode.OK, $"rename {stack}");
            await _world.AssertWholeAsync(client, $"moved/{stack}");
            return inCreate || inRename;
        });
    }

    // The successor goes through the same proxies: it is the next one to die.
    private Task<ServiceProcess> StartOperatorAsync() => breakable.Installation.StartOperatorAsync(_world.Behind("operator"), Token);

    private async Task<(ServiceProcess Leader, bool Died)> KillDuringAsync(ServiceProcess leader, Cut cut, Func<Task> request)
    {
        Task? dying = null;
        cut.Proxy.Arm(cut.Write, cut.Point, () => dying = leader.KillAsync());
        var answer = request();
        await Eventually.UntilAsync(() => dying is not null || answer.IsCompleted, ct: Token);
        cut.Proxy.Disarm();
        if (dying is not null)
        {
            await dying;
            _world.Died(cut);
            leader = await StartOperatorAsync();
        }

        await answer;
        await _world.UntilAllReadyAsync();
        return (leader, dying is not null);
    }
}
