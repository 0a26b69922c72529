using StackOperator.Dev.Tests.Up.Checkouts;

namespace StackOperator.Dev.Tests.Up;

/// <summary><c>./dev up</c> and <c>./dev down</c> as a person runs them, with a PostgreSQL and a control plane of their own.</summary>
public sealed class PrivateInstallationTests
{
    private const string Samples = "curl -sS -H 'Accept: application/vnd.pulumi+8' -H \"Authorization: token $STACK_API_TOKEN\" \"$STACK_API_URL/api/user/stacks?organization=dev-org\"";

    [Fact]
    public async Task Up_reaches_a_working_state_from_nothing_from_success_from_crashes_and_from_down()
    {
        await using var checkout = await DevCheckout.CreateAsync();
        var first = (await checkout.RunAsync($"up --detach --port {checkout.Port}")).Succeeded();
        foreach (var step in new[] { "Start PostgreSQL ... ", "Start etcd and kube-apiserver ... ", "Start the operator ... ", "Start the API ... " })
            first.Output.ShouldContain(step);
        await ShouldWorkAsync(checkout);
        first.Output.ShouldContain("hello-dev");
        first.Output.ShouldContain("stack-operator/hello-dev", Case.Sensitive, "the rows name their owners");
        first.Output.ShouldContain("\"orgName\": \"dev-org\"");

        await checkout.ShellAsync("kubectl label stack -n stack-operator hello-dev kept=yes");
        var second = (await checkout.RunAsync("up --detach")).Succeeded();
        foreach (var part in new[] { "PostgreSQL runs already", "etcd and kube-apiserver run already", "The operator runs already", "The API runs already" })
            second.Output.ShouldContain(part);
        second.Output.ShouldNotContain("Start ");

        await checkout.KillAsync("operator.pid");
        await checkout.KillAsync("api.pid");
        await checkout.KillAsync("postgres/pid");
        (await checkout.RunAsync("up --detach")).Succeeded();
        await ShouldWorkAsync(checkout);

        (await checkout.RunAsync("down")).Succeeded().Output.ShouldContain("Stop the API");
        checkout.Processes().ShouldBeEmpty();
        (await checkout.RunAsync("down")).Succeeded().Output.ShouldBe("Nothing runs.\n");

        var again = (await checkout.RunAsync("up --detach")).Succeeded();
        // How long is a matter of what else the machine does; none of the slow steps may be there.
        again.Output.ShouldNotContain("Build");
        TestContext.Current.SendDiagnosticMessage($"first {first.Time.TotalSeconds:0.0} s, running {second.Time.TotalSeconds:0.0} s, after down {again.Time.TotalSeconds:0.0} s");
        await ShouldWorkAsync(checkout);
        (await checkout.ShellAsync("kubectl get stacks -n stack-operator -l kept=yes -o name")).Trim().ShouldBe("stack.stackoperator.io/hello-dev");

        (await checkout.RunAsync("down --purge")).Succeeded();
        checkout.Processes().ShouldBeEmpty();
        Directory.Exists(checkout.State.Folder).ShouldBeFalse();
        Directory.Exists(checkout.State.PostgresElsewhere).ShouldBeFalse();
        (await checkout.RunAsync("down --purge")).Succeeded().Output.ShouldBe("Nothing runs.\n");
    }

    private static async Task ShouldWorkAsync(DevCheckout checkout)
    {
        (await checkout.ShellAsync("kubectl get stacks -n stack-operator -o jsonpath='{.items[*].status.conditions[?(@.type==\"Ready\")].status}'")).ShouldBe("True True");
        (await checkout.ShellAsync(Samples)).ShouldContain("\"id\":\"dev-org/hello/prod\"");
        (await checkout.ShellAsync("printf %s \"$STACK_API_URL\"")).ShouldBe($"http://127.0.0.1:{checkout.Port}");
    }
}
