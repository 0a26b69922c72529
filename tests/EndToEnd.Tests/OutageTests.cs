using System.Net;
using StackOperator.EndToEnd.Tests.Installations;
using StackOperator.LocalServices.Installations;
using StackOperator.Testing;
using StackOperator.Testing.Access;

namespace StackOperator.EndToEnd.Tests;

/// <summary>What happens while a part is away, and after it has come back.</summary>
[Collection<BreakableCollection>]
public sealed class OutageTests(BreakableInstallation breakable) : IAsyncDisposable
{
    private readonly string _organization = $"away-{Guid.NewGuid():N}"[..16];
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Installation Installation => breakable.Installation;

    public async ValueTask DisposeAsync() => await Installation.StopServicesAsync();

    [Fact]
    public async Task Without_an_operator_a_create_is_503_with_the_object_kept_and_a_retry_succeeds_when_it_is_back()
    {
        using var client = await ClientAsync(new Dictionary<string, string?> { ["STACK_WRITE_TIMEOUT_SECONDS"] = "2" });
        (await client.CreateAsync(_organization, "web", "first", Token)).Status.ShouldBe(HttpStatusCode.OK);
        await _operators[0].KillAsync();

        (await client.CreateAsync(_organization, "web", "second", Token)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.GetAsync($"{_organization}/web/first", Token)).Status.ShouldBe(HttpStatusCode.OK);

        await Installation.StartOperatorAsync(SharedInstallation.FastLease, Token);
        await Eventually.UntilAsync(ct => client.CreateAsync(_organization, "web", "second", ct), answer => answer.Status == HttpStatusCode.OK, TimeSpan.FromSeconds(60), ct: Token);
    }

    [Fact]
    public async Task The_second_operator_takes_over_when_the_leader_dies_in_the_middle_of_creates()
    {
        using var client = await ClientAsync([]);
        await Installation.StartOperatorAsync(SharedInstallation.FastLease, Token);
        var creates = Enumerable.Range(0, 30).Select(i => client.CreateAsync(_organization, "web", $"s{i}", Token)).ToList();
        await Task.WhenAny(creates);
        await _operators[0].KillAsync();
        await Task.WhenAll(creates);

        for (var i = 0; i < 30; i++)
        {
            var name = $"s{i}";
            await Eventually.UntilAsync(ct => client.CreateAsync(_organization, "web", name, ct), answer => answer.Status is HttpStatusCode.OK or HttpStatusCode.Conflict, TimeSpan.FromSeconds(60), ct: Token);
            (await client.GetAsync($"{_organization}/web/{name}", Token)).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Writes_go_on_after_the_api_server_was_killed_and_restarted()
    {
        using var client = await ClientAsync([]);
        (await client.CreateAsync(_organization, "web", "before", Token)).Status.ShouldBe(HttpStatusCode.OK);
        await Installation.ControlPlane.KillApiServerAsync();
        (await client.GetAsync($"{_organization}/web/before", Token)).Status.ShouldBe(HttpStatusCode.OK);
        await Installation.ControlPlane.StartApiServerAsync(Token);
        await Eventually.UntilAsync(ct => client.CreateAsync(_organization, "web", "after", ct), answer => answer.Status == HttpStatusCode.OK, TimeSpan.FromSeconds(90), ct: Token);
    }

    private readonly List<ServiceProcess> _operators = [];

    private async Task<FacadeClient> ClientAsync(Dictionary<string, string?> environment)
    {
        _operators.Add(await Installation.StartOperatorAsync(SharedInstallation.FastLease, Token));
        var api = await Installation.StartApiAsync(environment: environment, ct: Token);
        return new FacadeClient(api.Url, await AdminTokens.IssueAsync(Installation.DatabaseUrl, _organization, Token));
    }
}
