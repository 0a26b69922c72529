using System.Diagnostics;

namespace StackOperator.Testing;

/// <summary>Waits for a condition instead of sleeping.</summary>
public static class Eventually
{
    /// <summary>Reads until <paramref name="isTrue"/> accepts the value, and returns it.</summary>
    /// <param name="read">Reads the current value. An exception counts as "not yet"; the last one is reported on timeout.</param>
    /// <param name="isTrue">The condition.</param>
    /// <param name="within">How long to wait; 30 s when null.</param>
    /// <param name="because">What is waited for, for the message.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <exception cref="TimeoutException">The condition did not come true in time. The message holds the last value.</exception>
    public static async Task<T> UntilAsync<T>(Func<CancellationToken, Task<T>> read, Func<T, bool> isTrue, TimeSpan? within = null, string? because = null, CancellationToken ct = default)
    {
        var patience = within ?? TimeSpan.FromSeconds(30);
        var started = Stopwatch.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(10);
        while (true)
        {
            object? last;
            Exception? fault = null;
            try
            {
                var value = await read(ct);
                if (isTrue(value))
                    return value;
                last = value;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                last = fault = e;
            }

            if (Stopwatch.GetElapsedTime(started) > patience)
                throw new TimeoutException($"Not true within {patience.TotalSeconds:0.#} s{(because is null ? "" : $": {because}")}. The last value was: {last ?? "null"}", fault);
            await Task.Delay(pause, ct);
            pause = TimeSpan.FromMilliseconds(Math.Min(250, pause.TotalMilliseconds * 1.5));
        }
    }

    /// <summary>Waits until the condition holds.</summary>
    public static Task UntilAsync(Func<CancellationToken, Task<bool>> condition, TimeSpan? within = null, string? because = null, CancellationToken ct = default) =>
        UntilAsync(condition, isTrue => isTrue, within, because, ct);

    /// <summary>Waits until the condition holds.</summary>
    public static Task UntilAsync(Func<bool> condition, TimeSpan? within = null, string? because = null, CancellationToken ct = default) =>
        UntilAsync(_ => Task.FromResult(condition()), isTrue => isTrue, within, because, ct);
}
