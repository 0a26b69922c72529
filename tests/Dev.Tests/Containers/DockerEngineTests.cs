using System.Diagnostics;
using StackOperator.LocalServices.Containers;

namespace StackOperator.Dev.Tests.Containers;

public sealed class DockerEngineTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_engine_that_answers_is_found()
    {
        await using var fake = await FakeEngine.StartAsync();
        using var engine = await DockerEngine.TryConnectAsync(fake.Endpoint, _patience, Ct);
        engine.ShouldNotBeNull().Host.ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task An_engine_that_refuses_is_none()
    {
        await using var fake = await FakeEngine.StartAsync(ping: 403);
        (await DockerEngine.TryConnectAsync(fake.Endpoint, _patience, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task An_engine_that_hangs_is_given_up_on_in_time()
    {
        await using var fake = await FakeEngine.StartAsync(ping: null);
        var started = Stopwatch.GetTimestamp();
        (await DockerEngine.TryConnectAsync(fake.Endpoint, _patience, Ct)).ShouldBeNull();
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_socket_that_nobody_listens_on_is_no_engine() =>
        (await DockerEngine.TryConnectAsync(new Uri("unix:///nowhere/docker.sock"), _patience, Ct)).ShouldBeNull();
}
