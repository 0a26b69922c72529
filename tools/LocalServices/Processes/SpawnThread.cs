using System.Collections.Concurrent;

namespace StackOperator.LocalServices.Processes;

/// <summary>
/// The one thread that starts processes. The kernel's parent-death signal (prctl(2), PR_SET_PDEATHSIG) fires when the starting
/// thread ends, not the process, and threads of the pool come and go.
/// </summary>
internal static class SpawnThread
{
    private static readonly BlockingCollection<Action> _work = Start();

    public static Task<T> RunAsync<T>(Func<T> start)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(start());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    private static BlockingCollection<Action> Start()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var action in work.GetConsumingEnumerable())
                action();
        })
        { IsBackground = true, Name = "process starter" }.Start();
        return work;
    }
}
