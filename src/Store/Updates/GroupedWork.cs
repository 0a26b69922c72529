using System.Collections.Concurrent;

namespace StackOperator.Store.Updates;

/// <summary>
/// Runs work as it comes while few do, and together what has piled up while all were busy: under load a group costs one
/// round trip and one commit, and alone nothing waits.
/// </summary>
/// <param name="run">Answers every item of a group; must not throw.</param>
internal sealed class GroupedWork<T>(Func<IReadOnlyList<GroupedItem<T>>, Task> run)
{
    private const int MaxWorkers = 4;
    private const int MaxItems = 64;

    private readonly ConcurrentQueue<GroupedItem<T>> _waiting = new();
    private int _workers;

    /// <summary>The answer to one item.</summary>
    public Task<WriteVerdict> RunAsync(T input)
    {
        var item = new GroupedItem<T>(input);
        _waiting.Enqueue(item);
        TryStart();
        return item.Done.Task;
    }

    private void TryStart()
    {
        if (Interlocked.Increment(ref _workers) <= MaxWorkers)
        {
            _ = WorkAsync();
        }
        else
        {
            Interlocked.Decrement(ref _workers);
        }
    }

    private async Task WorkAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            await run(group);
        }

        Interlocked.Decrement(ref _workers);
        if (!_waiting.IsEmpty)
        {
            // It came while this worker was leaving.
            TryStart();
        }
    }

    private List<GroupedItem<T>> Take()
    {
        var group = new List<GroupedItem<T>>();
        while (group.Count < MaxItems && _waiting.TryDequeue(out var item))
        {
            group.Add(item);
        }

        return group;
    }
}
