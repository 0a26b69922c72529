using Microsoft.Extensions.Time.Testing;
using StackOperator.Api.Resources;
using StackOperator.Api.Tests.Fixtures;

namespace StackOperator.Api.Tests.Pipeline;

public sealed class HealthTests(SharedInstallation shared)
{
    [Fact]
    public async Task Health_needs_no_token_and_readiness_names_the_watches_it_waited_for()
    {
        var alive = await shared.Api.As(null).SendAsync(HttpMethod.Get, "/healthz", accept: null);
        var ready = await shared.Api.As(null).SendAsync(HttpMethod.Get, "/readyz", accept: null);

        alive.Status.ShouldBe(200);
        ready.Status.ShouldBe(200);
        ready.Text.ShouldBe("[+]watch-stack ok\n[+]watch-environmentstack ok\nok\n");
    }

    [Fact]
    public void A_replica_without_a_watch_takes_no_traffic_at_first_and_serves_without_one_after_a_while()
    {
        var time = new FakeTimeProvider();
        var synced = false;
        var readiness = new WatchReadiness("watch-stack", () => synced, time);

        readiness.CheckReady().ShouldNotBeNull();
        synced = true;
        readiness.CheckReady().ShouldBeNull();
        synced = false;
        time.Advance(WatchReadiness.Patience);
        readiness.CheckReady().ShouldBeNull();
        readiness.CheckAlive().ShouldBeNull();
    }
}
