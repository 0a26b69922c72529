using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Store.Access;
using StackOperator.Store.StackQueries;

namespace StackOperator.Api.Resources;

/// <summary>Writes Stack objects and waits for the operator: what the writing routes have in common.</summary>
internal sealed class StackWriter(StackObjects objects, ObjectWriter<StackResource> writer, OrganizationStore organizations, StackQueries queries, IOptions<ApiOptions> options)
{
    /// <summary>How long a write may take before it is answered with 503.</summary>
    public TimeSpan Timeout => writer.Timeout;

    /// <summary>How long claims and holds last: longer than any request that uses them.</summary>
    public TimeSpan Lease => writer.Lease;

    /// <summary>Makes an object for an identity and waits. The same identity's own earlier object counts when <paramref name="mayContinue"/>.</summary>
    public async Task<WriteOutcome> CreateAsync(StackIdentity identity, IReadOnlyDictionary<string, string> tags, string login, bool mayContinue, CancellationToken cancellationToken)
    {
        var @namespace = await organizations.FindNamespaceAsync(identity.Organization, cancellationToken) ?? options.Value.HomeNamespace;
        var draft = new ObjectDraft<StackResource>(
            attempt => new NamespacedName(@namespace, StackHandle.For(identity, attempt)),
            key => StackObjects.New(key, identity, tags, login),
            present => new StackIdentity(present.Spec.Organization, present.Spec.Project, present.Spec.Name) == identity,
            mayContinue ? (key, present) => objects.TryReplaceTagsAsync(key, present.Metadata.Uid, tags, cancellationToken) : null);
        return await writer.CreateAsync(draft, cancellationToken);
    }

    /// <inheritdoc cref="ObjectWriter{T}.ChangeAsync"/>
    public Task<WriteOutcome> ChangeAsync(OwningObject owner, Func<OwningObject, Task<StackResource?>> change, CancellationToken cancellationToken) =>
        writer.ChangeAsync(owner, change, cancellationToken);

    /// <summary>Deletes the object of a stack and waits until it is gone.</summary>
    public Task<WriteOutcome> DeleteAsync(OwningObject owner, CancellationToken cancellationToken) =>
        writer.DeleteAsync(owner, () => DropRetentionAsync(owner, cancellationToken), cancellationToken);

    /// <inheritdoc cref="ObjectWriter{T}.WithdrawAsync"/>
    public Task WithdrawAsync(ObjectVerdict<StackResource> verdict, CancellationToken cancellationToken) => writer.WithdrawAsync(verdict, cancellationToken);

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
}
