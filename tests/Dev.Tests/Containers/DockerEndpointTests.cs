using StackOperator.LocalServices.Containers;

namespace StackOperator.Dev.Tests.Containers;

public sealed class DockerEndpointTests
{
    private static readonly string[] _nothing = [];

    [Theory]
    [InlineData("unix:///run/mine.sock", "unix:///run/mine.sock")]
    [InlineData("tcp://10.0.0.5:2375", "tcp://10.0.0.5:2375")]
    [InlineData("ssh://me@host", null)]
    [InlineData("nonsense", null)]
    public void DOCKER_HOST_wins_when_it_can_be_spoken_to_plainly(string given, string? expected) =>
        Find([$"DOCKER_HOST={given}"], ["/var/run/docker.sock"]).ShouldBe(expected is null ? null : new Uri(expected));

    [Fact]
    public void An_engine_behind_TLS_is_left_alone() =>
        Find(["DOCKER_HOST=tcp://host:2376", "DOCKER_TLS_VERIFY=1"], _nothing).ShouldBeNull();

    [Fact]
    public void The_sockets_are_tried_in_order()
    {
        Find(["XDG_RUNTIME_DIR=/run/user/7"], ["/var/run/docker.sock", "/run/user/7/docker.sock"]).ShouldBe(new Uri("unix:///var/run/docker.sock"));
        Find(["XDG_RUNTIME_DIR=/run/user/7"], ["/run/user/7/docker.sock"]).ShouldBe(new Uri("unix:///run/user/7/docker.sock"));
        Find(["XDG_RUNTIME_DIR=/run/user/7"], _nothing).ShouldBeNull();
    }

    private static Uri? Find(string[] environment, string[] sockets) =>
        DockerEndpoint.Find(name => environment.FirstOrDefault(e => e.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..], sockets.Contains);
}
