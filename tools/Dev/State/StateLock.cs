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
        return TryOpen(state, FileMode.OpenOrCreate)
            ?? (await steps.RunAsync("Wait for another ./dev up or ./dev down", token => WaitAsync(state, FileMode.OpenOrCreate, token), ct))!;
    }

    /// <summary>Takes it as <see cref="TakeAsync"/>, but makes nothing: null when <c>.dev/</c> is gone, or goes meanwhile.</summary>
    /// <exception cref="CommandFailedException">Another one is at work.</exception>
    public static async Task<IDisposable?> TakeExistingAsync(LocalState state, IStepLog steps, CancellationToken ct) =>
        !File.Exists(LockOf(state)) ? null
            : TryOpen(state, FileMode.Open) ?? await steps.RunAsync("Wait for another ./dev up or ./dev down", token => WaitAsync(state, FileMode.Open, token), ct);

    private static async Task<IDisposable?> WaitAsync(LocalState state, FileMode mode, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (TryOpen(state, mode) is { } taken)
                return taken;
            if (mode == FileMode.Open && !File.Exists(LockOf(state)))
                return null;
            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }

        throw new CommandFailedException($"Another ./dev up or ./dev down has been at work in {state.Folder} for two minutes: end it and try again.");
    }

    private static string LockOf(LocalState state) => state.At("lock");

    private static FileStream? TryOpen(LocalState state, FileMode mode)
    {
        try
        {
            if (mode == FileMode.OpenOrCreate)
                Directory.CreateDirectory(state.Folder);
            return new FileStream(LockOf(state), mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
