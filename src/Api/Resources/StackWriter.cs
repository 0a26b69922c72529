using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Store.Access;
using StackOperator.Store.StackQueries;

namespace StackOperator.Api.Resources;

/// <summary>Writes Stack objects and waits for the operator: what the writing routes have in common.</summary>
internal sealed class StackWriter(
    StackObjects objects,
    StackWaiter waiter,
    OrganizationStore organizations,
    StackQueries queries,
    IWriteSteps steps,
    TimeProvider time,
    IOptions<ApiOptions> options)
{
    // A handle is taken only by stacks that were renamed away from the same identity.
    private const int MaxHandles = 16;

    /// <summary>How long a write may take before it is answered with 503.</summary>
    public TimeSpan Timeout => options.Value.WriteTimeout;

    /// <summary>How long claims and holds last: longer than any request that uses them.</summary>
    public TimeSpan Lease => Timeout * 2 + TimeSpan.FromSeconds(5);

    /// <summary>Makes an object for an identity and waits. The same identity's own earlier object counts when <paramref name="mayContinue"/>.</summary>
    public async Task<WriteOutcome> CreateAsync(StackIdentity identity, IReadOnlyDictionary<string, string> tags, string login, bool mayContinue, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var @namespace = await organizations.FindNamespaceAsync(identity.Organization, cancellationToken) ?? options.Value.HomeNamespace;
        for (var attempt = 0; attempt < MaxHandles;)
        {
            var key = new NamespacedName(@namespace, StackHandle.For(identity, attempt));
            using var watch = waiter.Watch(key);
            var written = await objects.TryCreateAsync(key, identity, tags, login, cancellationToken);
            if (written is null)
            {
                var present = await objects.FindAsync(key, cancellationToken);
                if (present?.Metadata.DeletionTimestamp is not null)
                {
                    if (await watch.ForDeletionAsync(present.Metadata.Uid, Remaining(started), cancellationToken) is null)
                    {
                        return WriteOutcome.TimedOut;
                    }
                }
                else if (present is not null && IdentityOf(present) != identity)
                {
                    attempt++;
                }
                else if (present is not null && !mayContinue)
                {
                    return WriteOutcome.Taken;
                }
                else if (present is not null)
                {
                    written = await objects.TryReplaceTagsAsync(key, present.Metadata.Uid, tags, cancellationToken);
                }

                if (written is null)
                {
                    continue;
                }
            }

            await steps.ReachedAsync(WriteStep.Written);
            return await DecideAsync(await watch.ForGenerationAsync(written, Remaining(started), cancellationToken));
        }

        return WriteOutcome.Taken;
    }

    /// <summary>Changes the object of a stack and waits for that generation. The change returns null when the object was not as expected.</summary>
    public async Task<WriteOutcome> ChangeAsync(OwningObject owner, Func<OwningObject, Task<StackResource?>> change, CancellationToken cancellationToken)
    {
        using var watch = waiter.Watch(owner.Key);
        var written = await change(owner);
        if (written is null)
        {
            return WriteOutcome.Refused;
        }

        await steps.ReachedAsync(WriteStep.Written);
        return await DecideAsync(await watch.ForGenerationAsync(written, Timeout, cancellationToken));
    }

    /// <summary>Deletes the object of a stack and waits until it is gone.</summary>
    public async Task<WriteOutcome> DeleteAsync(OwningObject owner, CancellationToken cancellationToken)
    {
        using var watch = waiter.Watch(owner.Key);
        await DropRetentionAsync(owner, cancellationToken);
        if (!await objects.TryDeleteAsync(owner.Key, owner.Uid, null, cancellationToken))
        {
            return WriteOutcome.Refused;
        }

        await steps.ReachedAsync(WriteStep.Written);
        return await DecideAsync(await watch.ForDeletionAsync(owner.Uid, Timeout, cancellationToken));
    }

    /// <summary>Takes back an object that the operator refused; stops when it meanwhile became good or changed hands.</summary>
    public async Task WithdrawAsync(StackVerdict verdict, CancellationToken cancellationToken)
    {
        var entity = verdict.Object;
        for (var attempt = 0; attempt < 3 && entity is not null; attempt++)
        {
            var key = NamespacedName.Of(entity);
            if (await objects.TryDeleteAsync(key, entity.Metadata.Uid, entity.Metadata.ResourceVersion, cancellationToken))
            {
                return;
            }

            var present = await objects.FindAsync(key, cancellationToken);
            entity = present?.Metadata.Uid == entity.Metadata.Uid && StackVerdict.On(present, 0) is { Ready: false } ? present : null;
        }
    }

    /// <summary>
    /// The object behind a row. A row without one (retained, or its cluster was lost) gets a new one, which the operator
    /// lets adopt the row.
    /// </summary>
    public async Task<(OwningObject? Owner, WriteOutcome? Failure)> FindOwnerAsync(StackIdentity identity, StackOwnership row, string login, CancellationToken cancellationToken)
    {
        if (row is { OwnerUid: { } uid, OwnerNamespace: { } ns, OwnerName: { } name })
        {
            return (new OwningObject(new NamespacedName(ns, name), uid), null);
        }

        var outcome = await CreateAsync(identity, TagSet.Parse(row.TagsJson), login, mayContinue: true, cancellationToken);
        return outcome is { IsReady: true, Verdict.Object: { } made }
            ? (new OwningObject(NamespacedName.Of(made), made.Metadata.Uid), null)
            : (null, outcome);
    }

    /// <summary>Whether the row is gone.</summary>
    public async Task<bool> IsGoneAsync(StackIdentity identity, CancellationToken cancellationToken) => !await queries.ExistsAsync(identity, cancellationToken);

    // Through this interface deleting a stack deletes everything of it.
    private async Task DropRetentionAsync(OwningObject owner, CancellationToken cancellationToken)
    {
        if (await objects.FindAsync(owner.Key, cancellationToken) is { Spec.DeletionPolicy: DeletionPolicies.Retain } present && present.Metadata.Uid == owner.Uid)
        {
            await objects.TryDropRetentionAsync(owner.Key, owner.Uid, cancellationToken);
        }
    }

    private async Task<WriteOutcome> DecideAsync(StackVerdict? verdict)
    {
        if (verdict is null)
        {
            return WriteOutcome.TimedOut;
        }

        await steps.ReachedAsync(WriteStep.Decided);
        return WriteOutcome.Of(verdict);
    }

    private TimeSpan Remaining(long started)
    {
        var left = Timeout - time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    private static StackIdentity IdentityOf(StackResource entity) => new(entity.Spec.Organization, entity.Spec.Project, entity.Spec.Name);
}
