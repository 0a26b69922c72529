using k8s.Models;
using Microsoft.Extensions.Options;
using StackOperator.ControllerRuntime.Abstractions.Caching;
using StackOperator.ControllerRuntime.Abstractions.Client;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Core.Stacks;
using StackOperator.Crds;

namespace StackOperator.Operator.Reconciling;

/// <summary>Which organizations a namespace lists in its annotation.</summary>
internal sealed class NamespaceOrganizations(IInformer<V1Namespace> namespaces, IKubernetesClient client, IOptions<StackOperatorOptions> options)
{
    /// <summary>Whether objects of a namespace may claim an organization; null = they may.</summary>
    public async Task<StackRefusal?> CheckAsync(string organization, string namespaceName, CancellationToken cancellationToken)
        => Check(organization, namespaceName, Cached(namespaceName)) is null
            ? null
            : Check(organization, namespaceName, await LiveAsync(namespaceName, cancellationToken));

    /// <summary>The annotation of a namespace; null when it has none.</summary>
    public static string? AnnotationOf(V1Namespace entity)
        => entity.Metadata.Annotations is { } annotations && annotations.TryGetValue(ApiGroup.OrganizationsAnnotation, out var value) ? value : null;

    private StackRefusal? Check(string organization, string namespaceName, string? annotation)
        => StackPolicies.CheckOrganization(organization, namespaceName, options.Value.HomeNamespace, ApiGroup.OrganizationsAnnotation, annotation);

    private string? Cached(string name) => namespaces.TryGet(new NamespacedName(null, name), out var cached) ? AnnotationOf(cached) : null;

    // A refusal must not come from a cache that lags behind.
    private async Task<string?> LiveAsync(string name, CancellationToken cancellationToken)
        => await client.GetAsync<V1Namespace>(name, null, cancellationToken) is { } live ? AnnotationOf(live) : null;
}
