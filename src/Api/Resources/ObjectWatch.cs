using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.Api.Resources;

/// <summary>One request's ear on one object. Dispose it.</summary>
internal sealed class ObjectWatch<T>(ObjectWaiter<T> waiter, NamespacedName key) : IDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private readonly Lock _gate = new();
    private T? _last;
    private string? _goneUid;
    private Target? _target;

    public NamespacedName Key => key;

    /// <summary>Waits until the operator decided about a generation, or the object is gone; null when the time is over.</summary>
    public Task<ObjectVerdict<T>?> ForGenerationAsync(T written, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(new Target(waiter.Verdicts, written.Metadata.Uid, written.Metadata.Generation ?? 0), written, timeout, cancellationToken);

    /// <summary>Waits until the object is gone; null when the time is over.</summary>
    public Task<ObjectVerdict<T>?> ForDeletionAsync(string uid, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(new Target(waiter.Verdicts, uid, long.MaxValue), null, timeout, cancellationToken);

    public void Dispose() => waiter.Remove(this);

    internal void Offer(T? entity, bool deleted)
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

    private Task<ObjectVerdict<T>?> WaitAsync(Target target, T? written, TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _target = target;
            // The answer of a write that changed nothing carries a status that is final already.
            target.Decide(_last ?? written, _goneUid);
        }

        return waiter.AwaitAsync(this, target.Task, timeout, cancellationToken);
    }

    private sealed class Target(IVerdictReader<T> verdicts, string uid, long generation)
    {
        private readonly TaskCompletionSource<ObjectVerdict<T>> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Uid => uid;

        public Task<ObjectVerdict<T>> Task => _source.Task;

        public void Decide(T? last, string? goneUid)
        {
            if (goneUid == uid)
            {
                _source.TrySetResult(ObjectVerdict<T>.Gone(last));
            }
            else if (last?.Metadata.Uid == uid && verdicts.On(last, generation) is { } verdict)
            {
                _source.TrySetResult(verdict);
            }
        }
    }
}
