using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Crds;

namespace StackOperator.Operator.Stacks;

/// <summary>Which organizations a namespace lists in its annotation.</summary>
internal sealed class NamespaceOrganizations(IInformer<V1Namespace> namespaces, IKubernetesClient client)
{
    /// <summary>The annotation as the cache has it; null when there is none, or the namespace is not cached yet.</summary>
    public string? Cached(string name) => namespaces.TryGet(new NamespacedName(null, name), out var cached) ? AnnotationOf(cached) : null;

    /// <summary>The annotation as the API server has it now. A refusal must not come from a cache that lags behind.</summary>
    public async Task<string?> LiveAsync(string name, CancellationToken cancellationToken)
        => await client.GetAsync<V1Namespace>(name, null, cancellationToken) is { } live ? AnnotationOf(live) : null;

    /// <summary>The annotation of a namespace; null when it has none.</summary>
    public static string? AnnotationOf(V1Namespace entity)
        => entity.Metadata.Annotations is { } annotations && annotations.TryGetValue(ApiGroup.OrganizationsAnnotation, out var value) ? value : null;
}
