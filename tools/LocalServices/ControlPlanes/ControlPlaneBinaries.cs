using CliWrap;
using CliWrap.Buffered;

namespace StackOperator.LocalServices.ControlPlanes;

/// <summary>The programs of a control plane.</summary>
/// <param name="Etcd">Path of etcd.</param>
/// <param name="ApiServer">Path of kube-apiserver, or of a smaller server on the same libraries.</param>
public sealed record ControlPlaneBinaries(string Etcd, string ApiServer)
{
    /// <summary>Cache entry of the control plane that <c>up</c> and most tests use.</summary>
    public const string CacheEntry = "control-plane";

    /// <summary>Cache entry of the newest control plane, for what only newer servers do.</summary>
    public const string NewestCacheEntry = "control-plane-newest";

    private const string Genuine = "kube-apiserver";
    private const string Small = "opapiserver";

    /// <summary>Whether this is the small server: upstream API machinery without service account tokens and other built-in parts.</summary>
    public bool IsSmall => Path.GetFileName(ApiServer) == Small;

    /// <summary>From <c>KUBEBUILDER_ASSETS</c>, else the cache; null when neither has both programs.</summary>
    public static ControlPlaneBinaries? Find() =>
        In(Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS")) ?? In(BinaryCache.Default.Entry(CacheEntry));

    /// <summary>The newest control plane from the cache, else the usual one when that is new enough for CEL and WatchList; null when neither is there.</summary>
    public static async Task<ControlPlaneBinaries?> FindNewestAsync(CancellationToken ct = default) =>
        In(BinaryCache.Default.Entry(NewestCacheEntry)) ?? (Find() is { } usual && IsNew(await usual.VersionAsync(ct)) ? usual : null);

    /// <summary>Whether the output of <c>kube-apiserver --version</c> (<c>Kubernetes v1.36.2</c>) names a server with WatchList on (1.32 and later).</summary>
    internal static bool IsNew(string version) => MinorOf(version) >= 32;

    /// <summary>The minor version of a genuine server (20 of v1.20.2); null when it does not say.</summary>
    public async Task<int?> MinorAsync(CancellationToken ct) => IsSmall ? null : MinorOf(await VersionAsync(ct));

    private static int? MinorOf(string version) =>
        version.Split('.') is [_, var minor, ..] && int.TryParse(minor, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task<string> VersionAsync(CancellationToken ct) =>
        (await Cli.Wrap(ApiServer).WithArguments("--version").WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(ct)).StandardOutput;

    /// <summary>The programs in a folder; null when one is missing.</summary>
    public static ControlPlaneBinaries? In(string? folder)
    {
        if (string.IsNullOrEmpty(folder) || !File.Exists(Path.Combine(folder, "etcd")))
            return null;
        var server = new[] { Genuine, Small }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return server is null ? null : new ControlPlaneBinaries(Path.Combine(folder, "etcd"), server);
    }
}
