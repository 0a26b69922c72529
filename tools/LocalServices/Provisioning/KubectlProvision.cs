using StackOperator.LocalServices.ControlPlanes;

namespace StackOperator.LocalServices.Provisioning;

/// <summary>Gets kubectl.</summary>
internal sealed class KubectlProvision(IStepLog steps, BinaryCache cache, DebianPackages packages)
{
    private const string Entry = "kubectl";

    /// <summary>From PATH, beside the control plane, or the cache; null when it is in none.</summary>
    public static string? Find(BinaryCache cache) =>
        Machine.Find("kubectl")
        ?? new[] { Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS"), cache.Entry(ControlPlaneBinaries.CacheEntry), cache.Entry(Entry) }
            .Where(f => !string.IsNullOrEmpty(f)).Select(f => Path.Combine(f!, "kubectl")).FirstOrDefault(File.Exists);

    public async Task<string> EnsureAsync(CancellationToken ct)
    {
        if (Find(cache) is { } found)
            return found;
        using var only = await CacheLock.TakeAsync(cache, steps, ct);
        return Find(cache) ?? await steps.RunAsync("Unpack kubectl", UnpackAsync, ct);
    }

    private async Task<string> UnpackAsync(CancellationToken ct)
    {
        var unfinished = Directory.CreateDirectory(Path.Combine(cache.Folder, $"{Entry}.{Guid.NewGuid():N}")).FullName;
        try
        {
            await packages.UnpackAsync("kubernetes-client", unfinished, "kubectl is needed", ct);
            var target = Directory.CreateDirectory(cache.Entry(Entry)).FullName;
            File.Move(Path.Combine(unfinished, "usr", "bin", "kubectl"), Path.Combine(target, "kubectl"), overwrite: true);
            return Path.Combine(target, "kubectl");
        }
        finally
        {
            Directory.Delete(unfinished, recursive: true);
        }
    }
}
