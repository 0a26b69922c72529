using System.Diagnostics;

namespace StackOperator.LocalServices.Processes;

/// <summary>Waits until a started process serves.</summary>
public static class Readiness
{
    /// <summary>Probes until true. Gives up at once when the process ends, and after <paramref name="patience"/>, with the tail of its log.</summary>
    public static async Task WaitAsync(BackgroundProcess process, Func<CancellationToken, Task<bool>> probe, TimeSpan patience, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            if (!process.IsRunning)
                throw new LocalServiceException($"{process.Name} ended before it was ready; the end of {process.LogFile}:\n{process.LogTail()}");
            if (await ProbeOnceAsync(probe, ct))
                return;
            if (Stopwatch.GetElapsedTime(started) > patience)
                throw new LocalServiceException($"{process.Name} was not ready within {patience.TotalSeconds:0} s; the end of {process.LogFile}:\n{process.LogTail()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
    }

    private static async Task<bool> ProbeOnceAsync(Func<CancellationToken, Task<bool>> probe, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            return await probe(timeout.Token);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
