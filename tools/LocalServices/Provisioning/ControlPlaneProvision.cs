using StackOperator.LocalServices.ControlPlanes;

namespace StackOperator.LocalServices.Provisioning;

/// <summary>
/// Gets a control plane, from the first of these that is there: <c>KUBEBUILDER_ASSETS</c>, the cache, then the sources in their order.
/// An entry of the cache appears in one rename, so that a half-made one never counts.
/// </summary>
internal sealed class ControlPlaneProvision(IStepLog steps, BinaryCache cache, IReadOnlyList<IControlPlaneSource> sources)
{
    public async Task<ControlPlaneBinaries> EnsureAsync(string? kubebuilderAssets, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(kubebuilderAssets))
            return ControlPlaneBinaries.In(kubebuilderAssets) ?? throw new LocalServiceException($"KUBEBUILDER_ASSETS is {kubebuilderAssets}, but etcd and kube-apiserver are not both there: correct it or unset it.");
        var entry = cache.Entry(ControlPlaneBinaries.CacheEntry);
        if (ControlPlaneBinaries.In(entry) is { } cached)
            return cached;
        using var only = await CacheLock.TakeAsync(cache, steps, ct);
        return ControlPlaneBinaries.In(entry) ?? await GetAsync(entry, ct);
    }

    private async Task<ControlPlaneBinaries> GetAsync(string entry, CancellationToken ct)
    {
        foreach (var source in sources)
        {
            var unfinished = Directory.CreateDirectory($"{entry}.{Guid.NewGuid():N}").FullName;
            try
            {
                if (await source.TryGetAsync(unfinished, steps, ct) && ControlPlaneBinaries.In(unfinished) is not null)
                {
                    if (Directory.Exists(entry))
                        Directory.Delete(entry, recursive: true);
                    Directory.Move(unfinished, entry);
                    return ControlPlaneBinaries.In(entry)!;
                }
            }
            finally
            {
                if (Directory.Exists(unfinished))
                    Directory.Delete(unfinished, recursive: true);
            }
        }

        throw new LocalServiceException("There is no way to get kube-apiserver on this machine (no release host, no Debian source): set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver.");
    }
}
