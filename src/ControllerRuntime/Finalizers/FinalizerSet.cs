using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Abstractions.Leadership;
using StackOperator.ControllerRuntime.Client;

namespace StackOperator.ControllerRuntime.Finalizers;

/// <summary>
/// The registered finalizers of a kind. They are attached and removed by merge patches that carry the resource version: when
/// anyone else changed the object meanwhile, the patch is a conflict and nothing of theirs is lost.
/// </summary>
internal sealed class FinalizerSet<TEntity>(IEnumerable<FinalizerRegistration<TEntity>> registrations, IKubernetesClient client, ILeadership leadership)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private readonly FinalizerRegistration<TEntity>[] _registrations = [.. registrations];

    /// <summary>Registered finalizers that the object carries, in the order of their registration.</summary>
    public IEnumerable<FinalizerRegistration<TEntity>> Present(TEntity entity) => _registrations.Where(r => Has(entity, r.Identifier));

    /// <summary>Whether a registered finalizer is not on the object yet.</summary>
    public bool IsIncomplete(TEntity entity) => Array.Exists(_registrations, r => !Has(entity, r.Identifier));

    /// <summary>Adds what is missing to the object in memory.</summary>
    public void Complete(TEntity entity)
        => entity.Metadata.Finalizers = [.. entity.Metadata.Finalizers ?? [], .. _registrations.Where(r => !Has(entity, r.Identifier)).Select(r => r.Identifier)];

    /// <summary>Removes one finalizer from the object in memory and leaves all others as they are.</summary>
    public static void Remove(TEntity entity, string identifier)
        => entity.Metadata.Finalizers = [.. (entity.Metadata.Finalizers ?? []).Where(f => f != identifier)];

    /// <summary>Writes the finalizers of the object, provided that it still has the version that was read.</summary>
    /// <returns>The object as it is now (after the last finalizer it is gone from the server); null when it was gone already.</returns>
    public async Task<TEntity?> SaveAsync(TEntity entity, CancellationToken cancellationToken)
    {
        leadership.EnsureLeading();
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = entity.Metadata.ResourceVersion,
                ["uid"] = entity.Metadata.Uid,
                ["finalizers"] = new JsonArray([.. entity.Metadata.Finalizers.Select(f => (JsonNode)f)]),
            },
        };
        try
        {
            return await client.PatchAsync<TEntity>(
                new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch),
                entity.Metadata.Name,
                entity.Metadata.NamespaceProperty,
                cancellationToken: cancellationToken);
        }
        catch (HttpOperationException e) when (e.IsNotFound())
        {
            return null;
        }
    }

    private static bool Has(TEntity entity, string identifier) => entity.Metadata.Finalizers?.Contains(identifier) == true;
}
