using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using StackOperator.Dev.State;
using StackOperator.LocalServices;

namespace StackOperator.Dev.Up;

/// <summary>A cluster that is reached through kubectl, which knows every way to sign in.</summary>
/// <param name="state">Where the kubeconfigs of operator and API go.</param>
/// <param name="kubectl">Path of kubectl.</param>
/// <param name="kubeconfig">Value of <c>KUBECONFIG</c>.</param>
/// <param name="name">What messages call it.</param>
/// <param name="tokenSeconds">How long the tokens of operator and API are wanted to live; each <c>up</c> renews them.</param>
internal sealed class KubectlCluster(LocalState state, string kubectl, string kubeconfig, string name, int tokenSeconds) : ILocalCluster
{
    public string Kubeconfig => kubeconfig;

    /// <summary>The value of <c>KUBECONFIG</c>, else the file in the home folder.</summary>
    public static string UsersKubeconfig() =>
        Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } given ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");

    /// <summary>Name of the current context, after a look whether it answers.</summary>
    /// <exception cref="CommandFailedException">There is no context, or its API server does not answer.</exception>
    public async Task<string> CheckAsync(CancellationToken ct)
    {
        var context = (await RunAsync(["config", "current-context"], "", ct)).Trim();
        await RunAsync(["version", "--request-timeout=10s"], "", ct);
        return context;
    }

    /// <summary>Whether its API server says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken ct) => (await TryAsync(["get", "--raw", "/readyz", "--request-timeout=5s"], "", ct)).Output is not null;

    public async Task ApplyFolderAsync(string folder, CancellationToken ct)
    {
        if (!Directory.Exists(folder))
            return;
        // Servers before 1.25 do not know the rules in our definitions: they refuse them in a server-side apply and drop them in this one.
        string[] how = Path.GetFileName(folder) == "crd" ? ["--validate=false"] : ["--server-side", "--force-conflicts"];
        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml").Where(f => Path.GetFileName(f) != "kustomization.yaml").Order(StringComparer.Ordinal))
            await RunAsync(["apply", .. how, "-f", file], "", ct);
        if (Path.GetFileName(folder) == "crd")
            await RunAsync(["wait", "--for=condition=Established", "--timeout=30s", "-f", folder], "", ct);
    }

    public async Task EnsureNamespaceAsync(string ns, CancellationToken ct) =>
        await RunAsync(["apply", "--server-side", "-f", "-"], $"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {ns}\n", ct);

    public async Task<string> AccountKubeconfigAsync(string ns, string account, CancellationToken ct)
    {
        await RunAsync(["apply", "--server-side", "-f", "-"], $"apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {account}\n  namespace: {ns}\n", ct);
        // 'create token' is younger than Debian's kubectl.
        var request = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = new JsonObject { ["expirationSeconds"] = tokenSeconds } };
        var answer = JsonNode.Parse(await RunAsync(["create", "--raw", $"/api/v1/namespaces/{ns}/serviceaccounts/{account}/token", "-f", "-"], request.ToJsonString(), ct))!;
        var token = state.At($"{account}.token");
        await PrivateFile.WriteAsync(token, (string)answer["status"]!["token"]!, ct);
        var cluster = await RunAsync(["config", "view", "--minify", "--flatten", "--raw", "-o", "jsonpath={.clusters[0].cluster}"], "", ct);
        var path = state.At($"{account}.kubeconfig");
        // JSON is YAML. The token is in a file of its own: running processes read that again.
        await PrivateFile.WriteAsync(path, $$"""
            apiVersion: v1
            kind: Config
            current-context: context
            clusters: [{ name: cluster, cluster: {{cluster}} }]
            contexts: [{ name: context, context: { cluster: cluster, user: account, namespace: {{ns}} } }]
            users: [{ name: account, user: { tokenFile: {{JsonValue.Create(token).ToJsonString()}} } }]
            """, ct);
        return path;
    }

    private async Task<string> RunAsync(string[] arguments, string input, CancellationToken ct)
    {
        var (output, error) = await TryAsync(arguments, input, ct);
        return output ?? throw new CommandFailedException($"{name} cannot be used (kubectl {arguments[0]} {arguments[1]}): {error.Trim()}");
    }

    private async Task<(string? Output, string Error)> TryAsync(string[] arguments, string input, CancellationToken ct)
    {
        var result = await Cli.Wrap(kubectl).WithArguments(arguments).WithEnvironmentVariables(e => e.Set("KUBECONFIG", kubeconfig)).WithStandardInputPipe(PipeSource.FromString(input)).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(ct);
        return (result.ExitCode == 0 ? result.StandardOutput : null, result.StandardError);
    }
}
