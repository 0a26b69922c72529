using k8s;
using k8s.Models;

namespace StackOperator.ControllerRuntime.Abstractions.Client;

/// <summary>The calls that controllers make, typed. Faults are <see cref="k8s.Autorest.HttpOperationException"/>.</summary>
public interface IKubernetesClient
{
    /// <summary>The client underneath, for everything else.</summary>
    IKubernetes ApiClient { get; }

    /// <summary>Reads one object; null when it does not exist.</summary>
    Task<TEntity?> GetAsync<TEntity>(string name, string? @namespace = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Lists objects page by page (500 each), restarting once when the list expires.</summary>
    Task<IReadOnlyList<TEntity>> ListAsync<TEntity>(string? @namespace = null, string? labelSelector = null, string? fieldSelector = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Creates an object in its metadata.namespace.</summary>
    Task<TEntity> CreateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces an object; the resource version it carries must be current.</summary>
    Task<TEntity> UpdateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Deletes an object; true when it existed. Preconditions that fail are conflicts.</summary>
    Task<bool> DeleteAsync<TEntity>(string name, string? @namespace = null, V1DeleteOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Patches an object or a subresource such as <c>status</c>.</summary>
    Task<TEntity> PatchAsync<TEntity>(V1Patch patch, string name, string? @namespace = null, string? subresource = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Sends the difference of two states as a merge patch of the status; no request when they are equal.</summary>
    /// <returns>The new object, or null when nothing differed.</returns>
    Task<TEntity?> PatchStatusAsync<TEntity>(TEntity before, TEntity after, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Server-side apply.</summary>
    Task<TEntity> ApplyAsync<TEntity>(TEntity entity, string fieldManager, bool force = false, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;
}
