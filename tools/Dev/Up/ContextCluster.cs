using CliWrap;
using CliWrap.Buffered;
using StackOperator.Dev.State;

namespace StackOperator.Dev.Up;

/// <summary>The cluster of the current kubeconfig context, through kubectl, which knows every way to sign in. Only used when asked for.</summary>
internal sealed class ContextCluster(LocalState state, string kubectl) : ILocalCluster
{
    private const string TokenDuration = "24h";

    public string Kubeconfig { get; } = Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } given ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");

    /// <summary>Name of the context, after a look whether it answers.</summary>
    /// <exception cref="CommandFailedException">There is no context, or its API server does not answer.</exception>
    public async Task<string> CheckAsync(CancellationToken ct)
    {
        var context = (await RunAsync(["config", "current-context"], "", ct)).Trim();
        await RunAsync(["version", "--request-timeout=10s"], "", ct);
        return context;
    }

    public async Task ApplyFolderAsync(string folder, CancellationToken ct)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml").Where(f => Path.GetFileName(f) != "kustomization.yaml").Order(StringComparer.Ordinal))
            await RunAsync(["apply", "--server-side", "--force-conflicts", "-f", file], "", ct);
        if (Path.GetFileName(folder) == "crd")
            await RunAsync(["wait", "--for=condition=Established", "--timeout=30s", "-f", folder], "", ct);
    }

    public async Task EnsureNamespaceAsync(string name, CancellationToken ct) =>
        await RunAsync(["apply", "--server-side", "-f", "-"], $"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {name}\n", ct);

    public async Task<string> AccountKubeconfigAsync(string ns, string account, CancellationToken ct)
    {
        await RunAsync(["apply", "--server-side", "-f", "-"], $"apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {account}\n  namespace: {ns}\n", ct);
        var token = (await RunAsync(["create", "token", account, "-n", ns, $"--duration={TokenDuration}"], "", ct)).Trim();
        var cluster = await RunAsync(["config", "view", "--minify", "--flatten", "--raw", "-o", "jsonpath={.clusters[0].cluster}"], "", ct);
        var path = state.At($"{account}.kubeconfig");
        // JSON is YAML.
        await PrivateFile.WriteAsync(path, $$"""
            apiVersion: v1
            kind: Config
            current-context: context
            clusters: [{ name: cluster, cluster: {{cluster}} }]
            contexts: [{ name: context, context: { cluster: cluster, user: account, namespace: {{ns}} } }]
            users: [{ name: account, user: { token: {{token}} } }]
            """, ct);
        return path;
    }

    private async Task<string> RunAsync(string[] arguments, string input, CancellationToken ct)
    {
        var result = await Cli.Wrap(kubectl).WithArguments(arguments).WithStandardInputPipe(PipeSource.FromString(input)).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(ct);
        return result.ExitCode == 0
            ? result.StandardOutput
            : throw new CommandFailedException($"The current kubeconfig context cannot be used (kubectl {arguments[0]} {arguments[1]}): {result.StandardError.Trim()}");
    }
}
