using StackOperator.LocalServices;

namespace StackOperator.Dev.State;

/// <summary>Lets one <c>up</c> or <c>down</c> at a time work on <c>.dev/</c>; the system frees it when that process dies.</summary>
internal static class StateLock
{
    /// <summary>Takes it, waiting for the one that has it.</summary>
    /// <exception cref="CommandFailedException">Another one is at work.</exception>
    public static async Task<IDisposable> TakeAsync(LocalState state, IStepLog steps, CancellationToken ct)
    {
        Directory.CreateDirectory(state.Folder);
        return TryTake(state) ?? await steps.RunAsync("Wait for another ./dev up or ./dev down", token => WaitAsync(state, token), ct);
    }

    private static async Task<IDisposable> WaitAsync(LocalState state, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (TryTake(state) is { } taken)
                return taken;
            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }

        throw new CommandFailedException($"Another ./dev up or ./dev down has been at work in {state.Folder} for two minutes: end it and try again.");
    }

    private static FileStream? TryTake(LocalState state)
    {
        try
        {
            Directory.CreateDirectory(state.Folder);
            return new FileStream(state.At("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
