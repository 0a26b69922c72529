using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace StackOperator.LocalServices.Provisioning;

/// <summary>The archive of etcd, kube-apiserver and kubectl that the Kubernetes project publishes for tests.</summary>
internal sealed class EnvtestArchive : IControlPlaneSource
{
    private const string Version = "1.36.2";
    private static readonly TimeSpan _connect = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan _firstByte = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _download = TimeSpan.FromMinutes(10);
    private readonly Func<HttpMessageHandler> _transport;

    public EnvtestArchive() : this(() => new SocketsHttpHandler { ConnectTimeout = _connect })
    {
    }

    internal EnvtestArchive(Func<HttpMessageHandler> transport) => _transport = transport;

    public async Task<bool> TryGetAsync(string folder, IStepLog steps, CancellationToken ct)
    {
        if (Published(RuntimeInformation.OSArchitecture) is not var (architecture, checksum))
            return false;
        var url = new Uri($"https://github.com/kubernetes-sigs/controller-tools/releases/download/envtest-v{Version}/envtest-v{Version}-linux-{architecture}.tar.gz");
        var file = Path.Combine(folder, "archive");
        using var http = new HttpClient(_transport()) { Timeout = Timeout.InfiniteTimeSpan };
        using var response = await steps.RunAsync("Look for the envtest archive", token => ConnectAsync(http, url, token), ct);
        if (response is null)
            return false;
        await steps.RunAsync($"Download kube-apiserver {Version}", token => DownloadAsync(response, file, token), ct);
        Verify(file, checksum, url);
        await UnpackAsync(file, folder, ct);
        File.Delete(file);
        return true;
    }

    /// <summary>Architecture in the archive's name and its SHA-512; null for machines that none is published for.</summary>
    internal static (string Architecture, string Checksum)? Published(Architecture architecture) => architecture switch
    {
        Architecture.X64 => ("amd64", "ea743186c8a799f5cf8faf16969f86189d003cb7d130e0ac4b58789f1e5748dcf30ebe91c837a10d5ac415383da3e10b9e64d65785c938c23e739781cfb76f08"),
        Architecture.Arm64 => ("arm64", "2d72ee985a8e262a3c57dc9f7f0fd891f6a8c7bf7ebaa2db6dc6d8eac8ae28181afe51c1f368b67756cdb40b10de9b205609e1726e5f27f7c6d824dd9c6649ac"),
        _ => null,
    };

    // The host is out of reach on closed networks: that is no error, and must not take long to find out.
    private static async Task<HttpResponseMessage?> ConnectAsync(HttpClient http, Uri url, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_firstByte);
        try
        {
            var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.IsSuccessStatusCode)
                return response;
            response.Dispose();
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task DownloadAsync(HttpResponseMessage response, string file, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_download);
        try
        {
            await using var target = File.Create(file);
            await response.Content.CopyToAsync(target, limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw new LocalServiceException($"The download of kube-apiserver broke off ({e.Message}): try again.", e);
        }
    }

    private static void Verify(string file, string checksum, Uri url)
    {
        using var stream = File.OpenRead(file);
        if (!Convert.ToHexStringLower(SHA512.HashData(stream)).Equals(checksum, StringComparison.Ordinal))
            throw new LocalServiceException($"What {url} answers is not the published archive (its SHA-512 is wrong), so it is not used: look for a proxy that changes downloads, or set KUBEBUILDER_ASSETS.");
    }

    private static async Task UnpackAsync(string file, string folder, CancellationToken ct)
    {
        await using var compressed = File.OpenRead(file);
        await using var tar = new GZipStream(compressed, CompressionMode.Decompress);
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(copyData: false, ct) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                continue;
            var target = Path.Combine(folder, Path.GetFileName(entry.Name));
            await entry.ExtractToFileAsync(target, overwrite: true, ct);
            File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }
}
