using StackOperator.ControllerRuntime.Abstractions.Leadership;

namespace StackOperator.ControllerRuntime.Leadership;

/// <summary>Leadership of a process that runs alone: it leads from start to end, with fencing token 0.</summary>
internal sealed class AlwaysLeader : ILeadership
{
    public bool IsLeader => true;

    public long FencingToken => 0;

    public CancellationToken Lost => CancellationToken.None;

    public void EnsureLeading()
    {
    }

    public Task WaitAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
}
