using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using StackOperator.ControllerRuntime.Health;
using StackOperator.ControllerRuntime.Tests.Gadgets;
using StackOperator.Testing;
using StackOperator.Testing.Faults;

namespace StackOperator.ControllerRuntime.Tests.Health;

/// <summary>Requirement 90.</summary>
public sealed class HealthEndpointTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ready_is_false_until_the_cache_is_filled_and_alive_stays_true_while_the_server_is_away() // 90
    {
        await using var world = await GadgetWorld.PrepareAsync();
        world.Proxy.Rules.Add(FaultTarget.Any, Fault.Status(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable"), "/gadgets");
        await world.RunAsync();
        await using var web = await StartAsync(world);
        using var http = new HttpClient { BaseAddress = web.Address };

        var (code, text) = await GetAsync(http, "/readyz");
        code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        text.ShouldContain("[-]controller Gadget failed: the cache of Gadget is not filled yet");
        (await GetAsync(http, "/healthz")).Code.ShouldBe(HttpStatusCode.OK);

        world.Proxy.Rules.Clear();
        await Eventually.UntilAsync(async _ => (await GetAsync(http, "/readyz")).Code == HttpStatusCode.OK, because: "the cache filled", ct: Ct);

        world.Proxy.Rules.Add(FaultTarget.Any, Fault.Abort());
        world.Proxy.DropConnections();
        (await GetAsync(http, "/healthz")).Code.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(http, "/readyz")).Code.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<(HttpStatusCode Code, string Text)> GetAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path, Ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<Web> StartAsync(GadgetWorld world)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        foreach (var contributor in world.Host.Services.GetServices<IHealthContributor>())
            builder.Services.AddSingleton(contributor);
        var app = builder.Build();
        app.MapKubernetesHealth();
        await app.StartAsync(Ct);
        return new Web(app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
    }

    private sealed record Web(WebApplication App, Uri Address) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
