using System.Text.Json.Nodes;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Core.Stacks;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.Stacks;
using Calls = StackOperator.Api.Resources.ObjectCalls<StackOperator.Crds.V1Alpha1.Stacks.StackResource>;

namespace StackOperator.Api.Resources;

/// <summary>The changes of Stack objects. Each names the object it means by uid.</summary>
[EntityRbac(typeof(StackResource), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
internal sealed class StackObjects(Calls calls)
{
    /// <summary>Reads an object; null when it does not exist.</summary>
    public Task<StackResource?> FindAsync(NamespacedName key, CancellationToken cancellationToken) => calls.FindAsync(key, cancellationToken);

    /// <summary>A new object.</summary>
    public static StackResource New(NamespacedName key, StackIdentity identity, IReadOnlyDictionary<string, string> tags, string login) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = key.Name,
            NamespaceProperty = key.Namespace,
            // Put on here, the operator need not add it by a patch of its own.
            Finalizers = [ApiGroup.StackFinalizer],
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [ApiGroup.CreatedByAnnotation] = login },
        },
        Spec = new StackSpec
        {
            Organization = identity.Organization,
            Project = identity.Project,
            Name = identity.Name,
            Tags = tags.Count == 0 ? null : new Dictionary<string, string>(tags, StringComparer.Ordinal),
        },
    };

    /// <summary>Moves an object from one identity to another; null when it is not (or no longer) what was expected.</summary>
    public Task<StackResource?> TryRenameAsync(NamespacedName key, string uid, StackIdentity from, StackIdentity to, CancellationToken cancellationToken) => calls.TryPatchAsync(
        key,
        Calls.Json(
            Calls.Test("/metadata/uid", uid), Calls.Test("/spec/project", from.Project), Calls.Test("/spec/name", from.Name), Calls.Replace("/spec/project", to.Project), Calls.Replace("/spec/name", to.Name)),
        cancellationToken);

    /// <summary>Replaces the full set of tags; null when the object is another one.</summary>
    public Task<StackResource?> TryReplaceTagsAsync(NamespacedName key, string uid, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var set = new JsonObject();
        foreach (var (name, value) in tags)
        {
            set[name] = value;
        }

        return calls.TryPatchAsync(key, Calls.Json(Calls.Test("/metadata/uid", uid), Calls.Add("/spec/tags", set)), cancellationToken);
    }

    /// <summary>Adds, changes and (null) removes single tags; null when the object is another one.</summary>
    public Task<StackResource?> TryMergeTagsAsync(NamespacedName key, string uid, IReadOnlyDictionary<string, string?> tags, CancellationToken cancellationToken)
    {
        var set = new JsonObject();
        foreach (var (name, value) in tags)
        {
            set[name] = value;
        }

        return calls.TryPatchAsync(key, Calls.Merge(uid, new JsonObject { ["tags"] = set }), cancellationToken);
    }

    /// <summary>Makes the rows go with the object; null when the object is another one.</summary>
    public Task<StackResource?> TryDropRetentionAsync(NamespacedName key, string uid, CancellationToken cancellationToken) =>
        calls.TryPatchAsync(key, Calls.Merge(uid, new JsonObject { ["deletionPolicy"] = DeletionPolicies.Delete }), cancellationToken);
}
