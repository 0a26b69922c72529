using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.Api.Resources;

/// <summary>Writes objects of one kind and waits for the operator.</summary>
internal sealed class ObjectWriter<T>(ObjectCalls<T> calls, ObjectWaiter<T> waiter, IVerdictReader<T> verdicts, IWriteSteps steps, TimeProvider time, IOptions<ApiOptions> options)
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    // A handle is taken only by objects that were renamed away from the same identity.
    private const int MaxHandles = 16;

    /// <summary>How long a write may take before it is answered with 503.</summary>
    public TimeSpan Timeout => options.Value.WriteTimeout;

    /// <summary>How long claims and holds last: longer than any request that uses them.</summary>
    public TimeSpan Lease => Timeout * 2 + TimeSpan.FromSeconds(5);

    /// <summary>Makes an object and waits.</summary>
    public async Task<WriteOutcome<T>> CreateAsync(ObjectDraft<T> draft, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var attempt = 0; attempt < MaxHandles;)
        {
            var key = draft.KeyOf(attempt);
            using var watch = waiter.Watch(key);
            var written = await calls.TryCreateAsync(draft.Make(key), cancellationToken);
            if (written is null)
            {
                var present = await calls.FindAsync(key, cancellationToken);
                if (present?.Metadata.DeletionTimestamp is not null)
                {
                    if (await watch.ForDeletionAsync(present.Metadata.Uid, Remaining(started), cancellationToken) is null)
                    {
                        return WriteOutcome<T>.TimedOut;
                    }
                }
                else if (present is not null && !draft.IsSame(present))
                {
                    attempt++;
                }
                else if (present is not null && draft.Continue is null)
                {
                    return WriteOutcome<T>.Taken;
                }
                else if (present is not null)
                {
                    written = await draft.Continue!(key, present);
                }

                if (written is null)
                {
                    continue;
                }
            }

            await steps.ReachedAsync(WriteStep.Written);
            return await DecideAsync(await watch.ForGenerationAsync(written, Remaining(started), cancellationToken));
        }

        return WriteOutcome<T>.Taken;
    }

    /// <summary>Changes an object and waits for that generation. The change returns null when the object was not as expected.</summary>
    public async Task<WriteOutcome<T>> ChangeAsync(OwningObject owner, Func<OwningObject, Task<T?>> change, CancellationToken cancellationToken)
    {
        using var watch = waiter.Watch(owner.Key);
        var written = await change(owner);
        if (written is null)
        {
            return WriteOutcome<T>.Refused;
        }

        await steps.ReachedAsync(WriteStep.Written);
        return await DecideAsync(await watch.ForGenerationAsync(written, Timeout, cancellationToken));
    }

    /// <summary>Deletes an object and waits until it is gone.</summary>
    /// <param name="owner">The object.</param>
    /// <param name="prepare">Runs before, while the object is listened to; may be null.</param>
    /// <param name="cancellationToken">Ends the wait; what was asked stays asked.</param>
    public async Task<WriteOutcome<T>> DeleteAsync(OwningObject owner, Func<Task>? prepare, CancellationToken cancellationToken)
    {
        using var watch = waiter.Watch(owner.Key);
        if (prepare is not null)
        {
            await prepare();
        }

        if (!await calls.TryDeleteAsync(owner.Key, owner.Uid, null, cancellationToken))
        {
            return WriteOutcome<T>.Refused;
        }

        await steps.ReachedAsync(WriteStep.Written);
        return await DecideAsync(await watch.ForDeletionAsync(owner.Uid, Timeout, cancellationToken));
    }

    /// <summary>Takes back an object that the operator refused; stops when it meanwhile became good or changed hands.</summary>
    public async Task WithdrawAsync(ObjectVerdict<T> verdict, CancellationToken cancellationToken)
    {
        var entity = verdict.Object;
        for (var attempt = 0; attempt < 3 && entity is not null; attempt++)
        {
            var key = NamespacedName.Of(entity);
            if (await calls.TryDeleteAsync(key, entity.Metadata.Uid, entity.Metadata.ResourceVersion, cancellationToken))
            {
                return;
            }

            var present = await calls.FindAsync(key, cancellationToken);
            entity = present?.Metadata.Uid == entity.Metadata.Uid && verdicts.On(present, 0) is { Ready: false } ? present : null;
        }
    }

    private async Task<WriteOutcome<T>> DecideAsync(ObjectVerdict<T>? verdict)
    {
        if (verdict is null)
        {
            return WriteOutcome<T>.TimedOut;
        }

        await steps.ReachedAsync(WriteStep.Decided);
        return WriteOutcome<T>.Of(verdict);
    }

    private TimeSpan Remaining(long started)
    {
        var left = Timeout - time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }
}
