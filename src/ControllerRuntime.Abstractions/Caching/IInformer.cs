using k8s;
using k8s.Models;
using System.Diagnostics.CodeAnalysis;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Abstractions.Caching;

/// <summary>A synchronised read-only view of all objects of one kind. Every read returns a fresh copy; changing it never changes the cache.</summary>
/// <typeparam name="TEntity">The resource type.</typeparam>
public interface IInformer<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>, new()
{
    /// <summary>True once the initial set has been delivered to every handler.</summary>
    bool HasSynced { get; }

    /// <summary>Number of cached objects.</summary>
    int Count { get; }

    /// <summary>The resource version the view has reached.</summary>
    string? LastResourceVersion { get; }

    /// <summary>Completes when <see cref="HasSynced"/> becomes true.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads one object; false when it is not cached.</summary>
    bool TryGet(NamespacedName key, [NotNullWhen(true)] out TEntity? entity);

    /// <summary>Reads the header only: no deserialisation.</summary>
    bool TryGetHeader(NamespacedName key, [NotNullWhen(true)] out EntityHeader? header);

    /// <summary>Reads all objects, or those of one namespace.</summary>
    IEnumerable<TEntity> List(string? @namespace = null);

    /// <summary>Reads the keys of all objects, or of one namespace.</summary>
    IReadOnlyList<NamespacedName> Keys(string? @namespace = null);

    /// <summary>Objects whose index holds the value. See <see cref="AddIndex"/>.</summary>
    IEnumerable<TEntity> ByIndex(string index, string value);

    /// <summary>Declares an index; only before the informer starts.</summary>
    void AddIndex(string name, Func<TEntity, IEnumerable<string>> keys);

    /// <summary>Registers a handler; it first sees the present set as initial additions. Dispose to stop.</summary>
    IDisposable AddHandler(IInformerHandler<TEntity> handler);
}
