namespace StackOperator.LocalServices.Provisioning;

/// <summary>Lets one process at a time fill the cache; the system frees it when that process dies.</summary>
internal static class CacheLock
{
    public static async Task<IDisposable> TakeAsync(BinaryCache cache, IStepLog steps, CancellationToken ct)
    {
        Directory.CreateDirectory(cache.Folder);
        var path = Path.Combine(cache.Folder, ".lock");
        return TryTake(path) ?? await steps.RunAsync("Wait for another run that fills the cache", token => WaitAsync(path, token), ct);
    }

    private static async Task<IDisposable> WaitAsync(string path, CancellationToken ct)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
        }
    }

    private static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
