using System.Globalization;
using System.Net;
using CliWrap;
using StackOperator.EndToEnd.Tests.Installations;
using StackOperator.LocalServices.ControlPlanes;
using StackOperator.LocalServices.Installations;
using StackOperator.LocalServices.Processes;

namespace StackOperator.EndToEnd.Tests;

/// <summary>The fixed paths of a pod, in a mount namespace of its own.</summary>
public sealed class InClusterTests(SharedInstallation shared) : IAsyncDisposable
{
    // proc(5), mount_namespaces(7): nobody outside sees the mount.
    private const string Pod = """
        mount -t tmpfs tmpfs /run && mkdir -p /run/secrets/kubernetes.io && cp -r "$1" /run/secrets/kubernetes.io/serviceaccount && exec "$2"
        """;

    private readonly RunFolder _folder = RunFolder.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task In_a_pod_the_mounted_token_and_authority_are_enough_also_at_an_IPv6_address()
    {
        if ((await Cli.Wrap("unshare").WithArguments([.. Namespaces, "true"]).WithValidation(CommandResultValidation.None).ExecuteAsync(Token)).ExitCode != 0)
            Assert.Skip("This machine allows no mount namespaces.");
        var kubeconfig = Kubeconfig.Read(shared.Installation.KubeconfigFor("operator"));
        await using var proxy = new CutProxy(new Uri(kubeconfig.Server).Port, IPAddress.IPv6Loopback);
        var account = Directory.CreateDirectory(Path.Combine(_folder.FolderPath, "account")).FullName;
        File.Copy(kubeconfig.AuthorityFile, Path.Combine(account, "ca.crt"));
        await File.WriteAllTextAsync(Path.Combine(account, "token"), kubeconfig.Token, Token);
        await File.WriteAllTextAsync(Path.Combine(account, "namespace"), "stack-operator\n", Token);

        var url = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        var environment = ServiceEnvironment.Create(shared.Installation.DatabaseUrl, "", "", url);
        environment["KUBECONFIG"] = null;
        environment["KUBERNETES_SERVICE_HOST"] = "::1";
        environment["KUBERNETES_SERVICE_PORT"] = proxy.Port.ToString(CultureInfo.InvariantCulture);
        var program = shared.Installation.Program("Operator");
        await using var pod = await BackgroundProcess.StartAsync(
            new BackgroundCommand("operator in a pod", "unshare", [.. Namespaces, "sh", "-c", Pod, "sh", account, program], Path.Combine(_folder.FolderPath, "log"), Lifetime.WithParent) { Environment = environment },
            Token);
        using var http = new HttpClient();
        // Ready means that its caches are filled, which takes lists and watches with the mounted token.
        await Readiness.WaitAsync(pod, async ct => (await http.GetAsync(new Uri(url, "readyz"), ct)).IsSuccessStatusCode, TimeSpan.FromSeconds(90), Token);
    }

    private static string[] Namespaces => Environment.IsPrivilegedProcess ? ["-m"] : ["-rm"];
}
