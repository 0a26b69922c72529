using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Autorest;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Connection;
using StackOperator.ControllerRuntime.Reconciling;

namespace StackOperator.ControllerRuntime.Client;

/// <summary>Typed calls over the client's generic ones. Changes travel as patches of what differs, so fields unknown to the types survive.</summary>
public sealed class KubernetesClient : IKubernetesClient, IDisposable
{
    private const int PageSize = 500;
    private readonly Kubernetes _client;
    private readonly JsonSerializerOptions _json;
    private readonly TimeSpan _pageTimeout;

    /// <summary>Creates a client with connections of its own.</summary>
    public KubernetesClient(KubernetesConnection connection) =>
        (_client, _json, _pageTimeout) = (connection.Create(ClientRole.Requests), connection.Json, connection.RequestTimeout);

    /// <inheritdoc/>
    public IKubernetes ApiClient => _client;

    private ICustomObjectsOperations Calls => _client.CustomObjects;

    /// <inheritdoc/>
    public async Task<TEntity?> GetAsync<TEntity>(string name, string? @namespace = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = Kind<TEntity>(@namespace);
        try
        {
            return @namespace is null
                ? await Calls.GetClusterCustomObjectAsync<TEntity>(kind.Group, kind.Version, kind.Plural, name, cancellationToken)
                : await Calls.GetNamespacedCustomObjectAsync<TEntity>(kind.Group, kind.Version, @namespace, kind.Plural, name, cancellationToken);
        }
        catch (HttpOperationException e) when (e.IsNotFound() && e.Status() is not null)
        {
            // Without a Status the kind itself is unknown: that is a fault, not an absent object.
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TEntity>> ListAsync<TEntity>(
        string? @namespace = null, string? labelSelector = null, string? fieldSelector = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var api = new ListWatch(_client, ResourceKind.Of<TEntity>(), @namespace, labelSelector, fieldSelector);
        try
        {
            return await PagesAsync<TEntity>(api, cancellationToken);
        }
        catch (HttpOperationException e) when (e.IsExpired())
        {
            return await PagesAsync<TEntity>(api, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<TEntity> CreateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var @namespace = entity.Metadata.NamespaceProperty;
        var kind = Kind<TEntity>(@namespace);
        kind.CompleteTypeMeta(entity);
        return @namespace is null
            ? await Calls.CreateClusterCustomObjectAsync<TEntity>(entity, kind.Group, kind.Version, kind.Plural, cancellationToken: cancellationToken)
            : await Calls.CreateNamespacedCustomObjectAsync<TEntity>(entity, kind.Group, kind.Version, @namespace, kind.Plural, cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<TEntity> UpdateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var (name, @namespace) = (entity.Metadata.Name, entity.Metadata.NamespaceProperty);
        if (string.IsNullOrEmpty(entity.Metadata.ResourceVersion))
            throw new ArgumentException("An update needs the resource version that was read; read the object first.", nameof(entity));
        var kind = Kind<TEntity>(@namespace);
        var current = @namespace is null
            ? await Calls.GetClusterCustomObjectAsync<TEntity>(kind.Group, kind.Version, kind.Plural, name, cancellationToken)
            : await Calls.GetNamespacedCustomObjectAsync<TEntity>(kind.Group, kind.Version, @namespace, kind.Plural, name, cancellationToken);
        var patch = MergeDiff.Between(EntityBody.ForUpdate(Element(current)), EntityBody.ForUpdate(Element(entity)));
        if (patch is null && current.Metadata.ResourceVersion == entity.Metadata.ResourceVersion)
            return current;
        // The version makes a change between the read and this patch a conflict.
        EntityBody.Precondition(patch ??= [], "resourceVersion", entity.Metadata.ResourceVersion);
        return await PatchAsync<TEntity>(Merge(patch), name, @namespace, subresource: null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync<TEntity>(
        string name, string? @namespace = null, V1DeleteOptions? options = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = Kind<TEntity>(@namespace);
        try
        {
            // The answer is a Status when the object is gone and the object while finalizers remain; this type reads both.
            _ = @namespace is null
                ? await Calls.DeleteClusterCustomObjectAsync<V1Status>(kind.Group, kind.Version, kind.Plural, name, options, cancellationToken: cancellationToken)
                : await Calls.DeleteNamespacedCustomObjectAsync<V1Status>(kind.Group, kind.Version, @namespace, kind.Plural, name, options, cancellationToken: cancellationToken);
            return true;
        }
        catch (HttpOperationException e) when (e.IsNotFound() && e.Status() is not null)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<TEntity> PatchAsync<TEntity>(
        V1Patch patch, string name, string? @namespace = null, string? subresource = null, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var kind = Kind<TEntity>(@namespace);
        return OwnWrites.Noted(await ((subresource, @namespace) switch
        {
            (null, null) => Calls.PatchClusterCustomObjectAsync<TEntity>(patch, kind.Group, kind.Version, kind.Plural, name, cancellationToken: cancellationToken),
            (null, { } ns) => Calls.PatchNamespacedCustomObjectAsync<TEntity>(patch, kind.Group, kind.Version, ns, kind.Plural, name, cancellationToken: cancellationToken),
            ("status", null) => Calls.PatchClusterCustomObjectStatusAsync<TEntity>(patch, kind.Group, kind.Version, kind.Plural, name, cancellationToken: cancellationToken),
            ("status", { } ns) => Calls.PatchNamespacedCustomObjectStatusAsync<TEntity>(patch, kind.Group, kind.Version, ns, kind.Plural, name, cancellationToken: cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(subresource), subresource, "Only the subresource 'status' can be patched here."),
        }));
    }

    /// <inheritdoc/>
    public async Task<TEntity?> PatchStatusAsync<TEntity>(TEntity before, TEntity after, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var status = MergeDiff.Between(EntityBody.StatusOf(Element(before)), EntityBody.StatusOf(Element(after)));
        if (status is null)
            return null;
        var patch = new JsonObject { ["status"] = status };
        return await PatchAsync<TEntity>(Merge(patch), before.Metadata.Name, before.Metadata.NamespaceProperty, "status", cancellationToken);
    }

    /// <inheritdoc/>
    public Task<TEntity> ApplyAsync<TEntity>(TEntity entity, string fieldManager, bool force = false, CancellationToken cancellationToken = default)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var @namespace = entity.Metadata.NamespaceProperty;
        var kind = Kind<TEntity>(@namespace);
        kind.CompleteTypeMeta(entity);
        var patch = new V1Patch(EntityBody.ForApply(Element(entity)), V1Patch.PatchType.ApplyPatch);
        return @namespace is null
            ? Calls.PatchClusterCustomObjectAsync<TEntity>(
                patch, kind.Group, kind.Version, kind.Plural, entity.Metadata.Name, fieldManager: fieldManager, force: force, cancellationToken: cancellationToken)
            : Calls.PatchNamespacedCustomObjectAsync<TEntity>(
                patch, kind.Group, kind.Version, @namespace, kind.Plural, entity.Metadata.Name, fieldManager: fieldManager, force: force, cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static V1Patch Merge(JsonObject patch) => new(patch.ToJsonString(), V1Patch.PatchType.MergePatch);

    private static ResourceKind Kind<TEntity>(string? @namespace)
    {
        var kind = ResourceKind.Of<TEntity>();
        kind.EnsureAddressable(@namespace);
        return kind;
    }

    private async Task<IReadOnlyList<TEntity>> PagesAsync<TEntity>(ListWatch api, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = TypeInfo<TEntity>();
        var entities = new List<TEntity>();
        var query = new ListQuery(Limit: PageSize);
        do
        {
            using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            time.CancelAfter(_pageTimeout);
            var page = await api.ListAsync(query, Collect, time.Token);
            query = query with { Continue = page.Continue };
        }
        while (query.Continue is not null);
        return entities;

        void Collect(ReadOnlySpan<byte> json)
        {
            var entity = JsonSerializer.Deserialize(json, type) ?? throw new JsonException("A list holds null instead of an object.");
            api.Kind.CompleteTypeMeta(entity);
            entities.Add(entity);
        }
    }

    private JsonTypeInfo<TEntity> TypeInfo<TEntity>() => (JsonTypeInfo<TEntity>)_json.GetTypeInfo(typeof(TEntity));

    private JsonElement Element<TEntity>(TEntity entity) => JsonSerializer.SerializeToElement(entity, TypeInfo<TEntity>());
}
