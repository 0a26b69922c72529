using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Api.Resources;

/// <summary>One request's ear on one object. Dispose it.</summary>
internal sealed class StackWatch(StackWaiter waiter, NamespacedName key) : IDisposable
{
    private readonly Lock _gate = new();
    private StackResource? _last;
    private string? _goneUid;
    private Target? _target;

    public NamespacedName Key => key;

    /// <summary>Waits until the operator decided about a generation, or the object is gone; null when the time is over.</summary>
    public Task<StackVerdict?> ForGenerationAsync(StackResource written, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(new Target(written.Metadata.Uid, written.Metadata.Generation ?? 0), written, timeout, cancellationToken);

    /// <summary>Waits until the object is gone; null when the time is over.</summary>
    public Task<StackVerdict?> ForDeletionAsync(string uid, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(new Target(uid, long.MaxValue), null, timeout, cancellationToken);

    public void Dispose() => waiter.Remove(this);

    internal void Offer(StackResource? entity, bool deleted)
    {
        lock (_gate)
        {
            if (!deleted)
            {
                _last = entity;
            }
            else
            {
                _goneUid = entity?.Metadata.Uid ?? _target?.Uid;
            }

            _target?.Decide(_last, _goneUid);
        }
    }

    private Task<StackVerdict?> WaitAsync(Target target, StackResource? written, TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _target = target;
            // The answer of a write that changed nothing carries a status that is final already.
            target.Decide(_last ?? written, _goneUid);
        }

        return waiter.AwaitAsync(this, target.Task, timeout, cancellationToken);
    }

    private sealed class Target(string uid, long generation)
    {
        private readonly TaskCompletionSource<StackVerdict> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Uid => uid;

        public Task<StackVerdict> Task => _source.Task;

        public void Decide(StackResource? last, string? goneUid)
        {
            if (goneUid == uid)
            {
                _source.TrySetResult(StackVerdict.Gone(last));
            }
            else if (last?.Metadata.Uid == uid && StackVerdict.On(last, generation) is { } verdict)
            {
                _source.TrySetResult(verdict);
            }
        }
    }
}
