namespace StackOperator.LocalServices.Provisioning;

/// <summary>
/// Builds kube-apiserver from Debian's source package, and takes etcd out of Debian's package. For machines that reach a Debian mirror and nothing else.
/// </summary>
internal sealed class DebianKubernetesSource(BinaryCache cache, DebianPackages packages) : IControlPlaneSource
{
    private const string Why = "kube-apiserver is built from Debian's source";
    private static readonly string[] _tools = ["golang-go", "rsync", "jq", "dpkg-dev"];

    public async Task<bool> TryGetAsync(string folder, IStepLog steps, CancellationToken ct)
    {
        if (Machine.Find("apt-get") is null || AptSources.SourceLine() is not { } source)
            return false;
        var work = Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
        await steps.RunAsync("Unpack etcd", token => packages.UnpackAsync("etcd-server", Path.Combine(work, "etcd"), "etcd is needed", token), ct);
        File.Move(Path.Combine(work, "etcd", "usr", "bin", "etcd"), Path.Combine(folder, "etcd"));
        if (new[] { "go", "rsync", "jq", "dpkg-source", "make" }.Any(tool => Machine.Find(tool) is null))
            await steps.RunAsync("Install Go and what else the build needs", token => packages.InstallAsync(_tools, Why, token), ct);
        await steps.RunAsync("Get Debian's source of Kubernetes", token => DownloadAsync(work, source, token), ct);
        await steps.RunAsync("Take Debian's newer reflect2", token => ReplaceReflectionAsync(work, token), ct);
        await steps.RunAsync("Build kube-apiserver (about 5 minutes, once)", token => BuildAsync(work, token), ct);
        File.Move(Path.Combine(Source(work), "_output", "bin", "kube-apiserver"), Path.Combine(folder, "kube-apiserver"));
        await DeleteAsync(work);
        return true;
    }

    // Lists and caches of its own: the system's stay as they are, and no root is needed.
    private async Task DownloadAsync(string work, string source, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.Combine(work, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(work, "archives", "partial"));
        await File.WriteAllTextAsync(Path.Combine(work, "sources.list"), source + "\n", ct);
        string[] options =
        [
            "-o", $"Dir::Etc::sourcelist={work}/sources.list", "-o", "Dir::Etc::sourceparts=-",
            "-o", $"Dir::State::lists={work}/lists", "-o", $"Dir::Cache={work}", "-o", "APT::Sandbox::User=", "-o", "Acquire::Retries=2",
        ];
        await RunAsync(work, "apt-get", [.. options, "update"], "the package lists of the mirror cannot be read", ct);
        await RunAsync(work, "apt-get", [.. options, "source", "kubernetes"], "the source package cannot be downloaded", ct);
    }

    // The source vendors reflect2 1.0.1, which reads maps by the layout of Go before 1.18: built with a later Go the server
    // crashes now and then while it encodes a custom resource. Debian packages the release that mends it.
    private async Task ReplaceReflectionAsync(string work, CancellationToken ct)
    {
        var package = Path.Combine(work, "reflect2");
        await packages.UnpackAsync("golang-github-modern-go-reflect2-dev", package, Why, ct);
        var vendored = Path.Combine(Source(work), "vendor", "github.com", "modern-go", "reflect2");
        foreach (var old in Directory.EnumerateFiles(vendored, "*.go"))
            File.Delete(old);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(package, "usr", "share", "gocode", "src", "github.com", "modern-go", "reflect2"), "*.go"))
            File.Copy(file, Path.Combine(vendored, Path.GetFileName(file)));
    }

    private Task BuildAsync(string work, CancellationToken ct) =>
        RunAsync(Source(work), "env", ["-u", "GOFLAGS", $"GOCACHE={work}/go-cache", $"GOPATH={work}/go", "GOTOOLCHAIN=local", "make", "WHAT=cmd/kube-apiserver"], "it does not build", ct);

    private async Task RunAsync(string folder, string program, IEnumerable<string> arguments, string problem, CancellationToken ct)
    {
        var (output, error) = await Machine.TryAsync(folder, program, arguments, ct);
        if (output is not null)
            return;
        var log = Path.Combine(cache.Folder, "build.log");
        await File.WriteAllTextAsync(log, error, ct);
        throw new LocalServiceException($"{Why}, but {problem} ({DebianPackages.Reason(error)}); all of the output is in {log}. Instead you can set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver.");
    }

    private static string Source(string work) => Directory.EnumerateDirectories(work, "kubernetes-*").Single();

    // Go makes its module folders read-only.
    private static async Task DeleteAsync(string work)
    {
        await Machine.TryAsync("/", "chmod", ["-R", "u+w", work], CancellationToken.None);
        Directory.Delete(work, recursive: true);
    }
}
