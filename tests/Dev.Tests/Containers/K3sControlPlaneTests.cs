using System.Text.Json.Nodes;
using StackOperator.LocalServices.Containers;

namespace StackOperator.Dev.Tests.Containers;

public sealed class K3sControlPlaneTests : IDisposable
{
    private const string Owner = "machine:/checkout/.dev";
    private readonly string _folder = Directory.CreateTempSubdirectory("k3s").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_container_that_does_not_start_is_removed_and_the_reason_told()
    {
        await using var fake = await FakeEngine.StartAsync();
        (await EnsureAsync(fake)).ShouldNotBeNull().ShouldContain("privileged mode is not allowed");
        fake.Calls.ShouldContain("DELETE /containers/abc");
        fake.Container.ShouldBeNull();
    }

    [Fact]
    public async Task The_container_is_labelled_bound_to_loopback_and_left_to_no_reaper()
    {
        await using var fake = await FakeEngine.StartAsync();
        await EnsureAsync(fake);
        var created = JsonNode.Parse(fake.Created)!;
        ((string?)created["Labels"]![K3sControlPlane.OwnerLabel]).ShouldBe(Owner);
        var binding = created["HostConfig"]!["PortBindings"]!["6443/tcp"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)binding["HostIp"]).ShouldBe("127.0.0.1");
        int.Parse((string)binding["HostPort"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(1023);
        created["Cmd"]!.ToJsonString().ShouldContain("server");
        fake.Calls.Count(c => c.EndsWith("/containers/create", StringComparison.Ordinal)).ShouldBe(1, "a reaper would be a second container");
    }

    [Fact]
    public async Task A_stopped_container_of_this_checkout_is_started_again()
    {
        await using var fake = await FakeEngine.StartAsync();
        fake.Container = """{"Id":"old","State":"exited"}""";
        await File.WriteAllTextAsync(Path.Combine(_folder, "kubeconfig"), "", Ct);
        (await EnsureAsync(fake)).ShouldBeNull();
        fake.Calls.ShouldContain("POST /containers/old/start");
        fake.Calls.ShouldNotContain("POST /containers/create");
    }

    [Fact]
    public async Task A_container_whose_making_broke_off_is_replaced()
    {
        await using var fake = await FakeEngine.StartAsync();
        fake.Container = """{"Id":"broken","State":"running"}""";
        await EnsureAsync(fake);
        fake.Calls.ShouldContain("DELETE /containers/broken");
        fake.Calls.ShouldContain("POST /containers/create");
    }

    [Fact]
    public async Task Stop_and_remove_find_what_a_crash_left_by_its_label()
    {
        await using var fake = await FakeEngine.StartAsync();
        fake.Container = """{"Id":"left","State":"running"}""";
        using var engine = await ConnectAsync(fake);
        var plane = new K3sControlPlane(engine, _folder, Owner);
        (await plane.StopAsync(Ct)).ShouldBeTrue();
        await plane.RemoveAsync(Ct);
        fake.Calls.ShouldContain("POST /containers/left/stop");
        fake.Calls.ShouldContain("DELETE /containers/left");
        (await plane.StopAsync(Ct)).ShouldBeFalse();
    }

    private async Task<string?> EnsureAsync(FakeEngine fake)
    {
        using var engine = await ConnectAsync(fake);
        return await new K3sControlPlane(engine, _folder, Owner).EnsureAsync(Ct);
    }

    private static async Task<DockerEngine> ConnectAsync(FakeEngine fake) =>
        (await DockerEngine.TryConnectAsync(fake.Endpoint, TimeSpan.FromSeconds(10), Ct)).ShouldNotBeNull();
}
