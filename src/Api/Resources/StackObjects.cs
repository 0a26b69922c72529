using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Client;
using StackOperator.Core.Stacks;
using StackOperator.Crds;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Api.Resources;

/// <summary>The calls to the API server by which Stack objects change. Each names the object it means by uid.</summary>
[EntityRbac(typeof(StackResource), Verbs = RbacVerb.Get | RbacVerb.List | RbacVerb.Watch | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
internal sealed class StackObjects(IKubernetesClient client)
{
    /// <summary>Reads an object; null when it does not exist.</summary>
    public Task<StackResource?> FindAsync(NamespacedName key, CancellationToken cancellationToken) =>
        client.GetAsync<StackResource>(key.Name, key.Namespace, cancellationToken);

    /// <summary>Creates an object; null when one of that name exists.</summary>
    public async Task<StackResource?> TryCreateAsync(NamespacedName key, StackIdentity identity, IReadOnlyDictionary<string, string> tags, string login, CancellationToken cancellationToken)
    {
        var entity = new StackResource
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
        try
        {
            return await client.CreateAsync(entity, cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.IsAlreadyExists())
        {
            return null;
        }
    }

    /// <summary>Moves an object from one identity to another; null when it is not (or no longer) what was expected.</summary>
    public Task<StackResource?> TryRenameAsync(NamespacedName key, string uid, StackIdentity from, StackIdentity to, CancellationToken cancellationToken) =>
        TryPatchAsync(key, Json(Test("/metadata/uid", uid), Test("/spec/project", from.Project), Test("/spec/name", from.Name), Put("/spec/project", to.Project), Put("/spec/name", to.Name)), cancellationToken);

    /// <summary>Replaces the full set of tags; null when the object is another one.</summary>
    public Task<StackResource?> TryReplaceTagsAsync(NamespacedName key, string uid, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var set = new JsonObject();
        foreach (var (name, value) in tags)
        {
            set[name] = value;
        }

        return TryPatchAsync(key, Json(Test("/metadata/uid", uid), new JsonObject { ["op"] = "add", ["path"] = "/spec/tags", ["value"] = set }), cancellationToken);
    }

    /// <summary>Adds, changes and (null) removes single tags; null when the object is another one.</summary>
    public Task<StackResource?> TryMergeTagsAsync(NamespacedName key, string uid, IReadOnlyDictionary<string, string?> tags, CancellationToken cancellationToken)
    {
        var set = new JsonObject();
        foreach (var (name, value) in tags)
        {
            set[name] = value;
        }

        return TryPatchAsync(key, Merge(uid, new JsonObject { ["tags"] = set }), cancellationToken);
    }

    /// <summary>Makes the rows go with the object; null when the object is another one.</summary>
    public Task<StackResource?> TryDropRetentionAsync(NamespacedName key, string uid, CancellationToken cancellationToken) =>
        TryPatchAsync(key, Merge(uid, new JsonObject { ["deletionPolicy"] = DeletionPolicies.Delete }), cancellationToken);

    /// <summary>Deletes exactly this object (and, when given, exactly this version of it).</summary>
    /// <returns>False when it is gone or is another one; then nothing happened.</returns>
    public async Task<bool> TryDeleteAsync(NamespacedName key, string uid, string? resourceVersion, CancellationToken cancellationToken)
    {
        var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = uid, ResourceVersion = resourceVersion } };
        try
        {
            return await client.DeleteAsync<StackResource>(key.Name, key.Namespace, options, cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.IsConflict())
        {
            return false;
        }
    }

    private async Task<StackResource?> TryPatchAsync(NamespacedName key, V1Patch patch, CancellationToken cancellationToken)
    {
        try
        {
            return await client.PatchAsync<StackResource>(patch, key.Name, key.Namespace, cancellationToken: cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.IsNotFound() || exception.IsConflict() || IsFailedTest(exception))
        {
            return null;
        }
    }

    // A JSON patch whose test fails is answered like an invalid object, but without causes that name fields.
    private static bool IsFailedTest(HttpOperationException exception) => exception.IsInvalid() && exception.Status()?.Details?.Causes is not { Count: > 0 };

    private static V1Patch Merge(string uid, JsonObject spec) => new(
        new JsonObject { ["metadata"] = new JsonObject { ["uid"] = uid }, ["spec"] = spec }.ToJsonString(JsonSerializerOptions.Default), V1Patch.PatchType.MergePatch);

    private static V1Patch Json(params JsonNode[] operations) => new(new JsonArray(operations).ToJsonString(JsonSerializerOptions.Default), V1Patch.PatchType.JsonPatch);

    private static JsonObject Test(string path, string value) => new() { ["op"] = "test", ["path"] = path, ["value"] = value };

    private static JsonObject Put(string path, string value) => new() { ["op"] = "replace", ["path"] = path, ["value"] = value };
}
