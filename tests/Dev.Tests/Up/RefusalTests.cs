using System.Net;
using System.Net.Sockets;
using StackOperator.Dev.Tests.Up.Checkouts;

namespace StackOperator.Dev.Tests.Up;

/// <summary>What keeps <c>./dev up</c> from working is said in one sentence, and nothing is left running.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A_port_in_use()
    {
        await using var checkout = await DevCheckout.CreateAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        (await checkout.RunAsync($"up --detach --port {port}")).FailedWithOneSentence().ShouldBe($"Port {port} is used by another program: choose another one with ./dev up --port N.");
        checkout.Processes().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("postgres://me:secret@127.0.0.1:1/none", "Failed to connect to 127.0.0.1:1")]
    [InlineData("mysql://me:secret@host/none", "neither a postgres:// URL nor an Npgsql connection string")]
    public async Task A_database_that_cannot_be_used(string url, string reason)
    {
        await using var checkout = await DevCheckout.CreateAsync();
        var sentence = (await checkout.RunAsync($"up --detach --port {checkout.Port}", ("STACK_DATABASE_URL", url))).FailedWithOneSentence();
        sentence.ShouldContain(reason);
        sentence.ShouldNotContain("secret");
        checkout.Processes().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_context_that_does_not_answer()
    {
        await using var checkout = await DevCheckout.CreateAsync();
        await using var database = await StackOperator.Testing.Databases.TestDatabase.CreateAsync(migrate: false, TestContext.Current.CancellationToken);
        var missing = checkout.State.At("no-such-kubeconfig");
        (await checkout.RunAsync("up --detach --cluster", ("KUBECONFIG", missing), ("STACK_DATABASE_URL", database.ConnectionString)))
            .FailedWithOneSentence().ShouldContain("The current kubeconfig context cannot be used");
    }

    [Fact]
    public async Task Programs_that_are_missing_on_a_machine_without_apt_and_a_half_built_cache()
    {
        await using var checkout = await DevCheckout.CreateAsync();
        var home = Directory.CreateDirectory(checkout.State.At("home")).FullName;
        var half = Directory.CreateDirectory(Path.Combine(home, ".cache", "stack-operator", "control-plane")).FullName;
        await File.WriteAllTextAsync(Path.Combine(half, "etcd"), "", TestContext.Current.CancellationToken);
        var bare = BareMachine.Create(checkout.State.At("bin"), "kubectl", "psql", "setsid", "setpriv", "chown", "cat", "rm");
        (await checkout.RunAsync($"up --detach --port {checkout.Port}", ("HOME", home), ("PATH", bare), ("DOCKER_HOST", "unix:///nowhere/docker.sock")))
            .FailedWithOneSentence().ShouldContain("KUBEBUILDER_ASSETS");
        Directory.EnumerateDirectories(Path.GetDirectoryName(half)!).ShouldBe([half], "no half-made entry is left");

        var barer = BareMachine.Create(checkout.State.At("bin2"));
        (await checkout.RunAsync($"up --detach --port {checkout.Port}", ("HOME", home), ("PATH", barer)))
            .FailedWithOneSentence().ShouldBe("kubectl is needed, and this machine has no apt: provide kubernetes-client in the way of your distribution.");
    }
}
