using System.Text.Json.Nodes;
using k8s.Models;
using StackOperator.Api.Resources;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using Calls = StackOperator.Api.Resources.ObjectCalls<StackOperator.Crds.V1Alpha1.EnvironmentStacks.EnvironmentStackResource>;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary>The changes of EnvironmentStack objects. Each names the object it means by uid.</summary>
[EntityRbac(typeof(EnvironmentStackResource), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
internal sealed class EnvironmentStackObjects(Calls calls)
{
    /// <summary>Reads an object; null when it does not exist.</summary>
    public Task<EnvironmentStackResource?> FindAsync(NamespacedName key, CancellationToken cancellationToken) => calls.FindAsync(key, cancellationToken);

    /// <summary>A new object.</summary>
    public static EnvironmentStackResource New(NamespacedName key, EnvironmentStackIdentity identity, Guid? projectId, EnvironmentStackTemplate template, string login) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = key.Name,
            NamespaceProperty = key.Namespace,
            // Put on here, the operator need not add it by a patch of its own.
            Finalizers = [ApiGroup.EnvironmentStackFinalizer],
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [ApiGroup.CreatedByAnnotation] = login },
        },
        Spec = SpecOf(identity, projectId, template),
    };

    /// <summary>What an object says that was made from a valid draft.</summary>
    public static EnvironmentStackSpec SpecOf(EnvironmentStackIdentity identity, Guid? projectId, EnvironmentStackTemplate template) => new()
    {
        Organization = identity.Organization,
        Name = identity.Name,
        ProjectId = projectId?.ToString(),
        SourceRepoUrl = template.SourceRepoUrl,
        SourceBranch = template.SourceBranch,
        SourceRoot = template.SourceRoot,
        VcsIntegrationId = template.VcsIntegrationId?.ToString(),
        CredentialConfigId = template.CredentialConfigId?.ToString(),
        StateBackendConfigId = template.StateBackendConfigId?.ToString(),
        ExecutionTarget = template.ExecutionTarget.Word(),
        Environments =
        [
            .. template.Environments.Select(static environment => new EnvironmentSpec
            {
                Name = environment.Name,
                VarFiles = environment.VarFiles.Count == 0 ? null : [.. environment.VarFiles],
                PromoteTo = environment.PromoteTo.Count == 0 ? null : [.. environment.PromoteTo],
            }),
        ],
    };

    /// <summary>Sets name and project; null when the object is another one.</summary>
    public Task<EnvironmentStackResource?> TryChangeAsync(OwningObject owner, string? name, Guid? projectId, CancellationToken cancellationToken)
    {
        var spec = new JsonObject();
        if (name is not null)
        {
            spec["name"] = name;
        }

        if (projectId is not null)
        {
            // A project is named by id or by name, never by both.
            (spec["projectId"], spec["project"]) = (projectId.ToString(), null);
        }

        return calls.TryPatchAsync(owner.Key, Calls.Merge(owner.Uid, spec), cancellationToken);
    }

    /// <summary>Takes a change back that the operator refused, unless somebody changed the object again.</summary>
    public async Task RestoreAsync(EnvironmentStackResource refused, string name, Guid projectId, CancellationToken cancellationToken)
    {
        var meta = refused.Metadata;
        var spec = new JsonObject { ["name"] = name, ["projectId"] = projectId.ToString(), ["project"] = null };
        var entity = refused;
        for (var attempt = 0; attempt < 3 && entity?.Metadata.Generation == meta.Generation; attempt++)
        {
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = meta.Uid, ["resourceVersion"] = entity!.Metadata.ResourceVersion }, ["spec"] = spec.DeepClone() };
            if (await calls.TryPatchAsync(NamespacedName.Of(refused), new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), cancellationToken) is not null)
            {
                return;
            }

            // A status that was written meanwhile changes the version, not the generation.
            entity = await calls.FindAsync(NamespacedName.Of(refused), cancellationToken);
        }
    }
}
