using StackOperator.Api.Resources;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Store.EnvironmentStackQueries;
using Outcome = StackOperator.Api.Resources.WriteOutcome<StackOperator.Crds.V1Alpha1.EnvironmentStacks.EnvironmentStackResource>;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary>
/// The objects behind rows. A row without one (its cluster was lost, or somebody took the finalizer off) gets a new one,
/// which the operator lets adopt the row.
/// </summary>
internal sealed class EnvironmentStackOwners(EnvironmentStackObjects objects, ObjectWriter<EnvironmentStackResource> writer, EnvironmentStackQueries queries)
{
    /// <summary>The object of a stack, or why there is none.</summary>
    public async Task<(EnvironmentStackResource? Owner, Outcome? Failure)> FindAsync(string organization, EnvironmentStackOwnership row, string homeNamespace, string login, CancellationToken cancellationToken)
    {
        if (row is { OwnerUid: { } uid, OwnerNamespace: { } ns, OwnerName: { } name } && await objects.FindAsync(new NamespacedName(ns, name), cancellationToken) is { } present && present.Metadata.Uid == uid)
        {
            return (present, null);
        }

        var identity = new EnvironmentStackIdentity(organization, row.Record.Name);
        if (await queries.FindTemplateAsync(row.Record.Id, cancellationToken) is not { } template)
        {
            return (null, Outcome.Refused);
        }

        var draft = new ObjectDraft<EnvironmentStackResource>(
            attempt => new NamespacedName(row.OwnerNamespace ?? homeNamespace, EnvironmentStackHandle.For(identity, attempt)),
            key => EnvironmentStackObjects.New(key, identity, row.Record.ProjectId, template, login),
            entity => new EnvironmentStackIdentity(entity.Spec.Organization, entity.Spec.Name) == identity,
            static (_, entity) => Task.FromResult<EnvironmentStackResource?>(entity));
        var outcome = await writer.CreateAsync(draft, cancellationToken);
        return outcome is { IsReady: true, Verdict.Object: { } made } ? (made, null) : (null, outcome);
    }

    /// <summary>How writes name an object.</summary>
    public static OwningObject Of(EnvironmentStackResource entity) => new(NamespacedName.Of(entity), entity.Metadata.Uid);
}
