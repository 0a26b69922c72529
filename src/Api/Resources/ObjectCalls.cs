using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.Api.Resources;

/// <summary>The calls by which objects of one kind change. What does not fit the present state is an answer, not an exception.</summary>
internal sealed class ObjectCalls<T>(IKubernetesClient client)
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    /// <summary>Reads an object; null when it does not exist.</summary>
    public Task<T?> FindAsync(NamespacedName key, CancellationToken cancellationToken) => client.GetAsync<T>(key.Name, key.Namespace, cancellationToken);

    /// <summary>Creates an object; null when one of that name exists.</summary>
    public async Task<T?> TryCreateAsync(T entity, CancellationToken cancellationToken)
    {
        try
        {
            return await client.CreateAsync(entity, cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.IsAlreadyExists())
        {
            return null;
        }
    }

    /// <summary>Deletes exactly this object (and, when given, exactly this version of it).</summary>
    /// <returns>False when it is gone or is another one; then nothing happened.</returns>
    public async Task<bool> TryDeleteAsync(NamespacedName key, string uid, string? resourceVersion, CancellationToken cancellationToken)
    {
        var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = uid, ResourceVersion = resourceVersion } };
        try
        {
            return await client.DeleteAsync<T>(key.Name, key.Namespace, options, cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.IsConflict())
        {
            return false;
        }
    }

    /// <summary>Patches an object; null when it is gone, or is not what the patch expects.</summary>
    public async Task<T?> TryPatchAsync(NamespacedName key, V1Patch patch, CancellationToken cancellationToken)
    {
        try
        {
            return await client.PatchAsync<T>(patch, key.Name, key.Namespace, cancellationToken: cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.IsNotFound() || exception.IsConflict() || IsFailedTest(exception))
        {
            return null;
        }
    }

    /// <summary>A merge patch of the spec, for exactly this object.</summary>
    public static V1Patch Merge(string uid, JsonObject spec) => new(
        new JsonObject { ["metadata"] = new JsonObject { ["uid"] = uid }, ["spec"] = spec }.ToJsonString(JsonSerializerOptions.Default), V1Patch.PatchType.MergePatch);

    /// <summary>A patch of single operations.</summary>
    public static V1Patch Json(params JsonNode[] operations) => new(new JsonArray(operations).ToJsonString(JsonSerializerOptions.Default), V1Patch.PatchType.JsonPatch);

    /// <summary>The operation that makes a patch fail when a value is another one.</summary>
    public static JsonObject Test(string path, string value) => Operation("test", path, value);

    /// <summary>The operation that replaces a value.</summary>
    public static JsonObject Replace(string path, string value) => Operation("replace", path, value);

    /// <summary>The operation that sets a value.</summary>
    public static JsonObject Add(string path, JsonNode value) => Operation("add", path, value);

    private static JsonObject Operation(string name, string path, JsonNode value) => new() { ["op"] = name, ["path"] = path, ["value"] = value };

    // A JSON patch whose test fails is answered like an invalid object, but without causes that name fields.
    private static bool IsFailedTest(HttpOperationException exception) => exception.IsInvalid() && exception.Status()?.Details?.Causes is not { Count: > 0 };
}
