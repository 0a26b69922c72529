using System.Collections.Concurrent;
using System.Reflection;
using k8s;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;

namespace StackOperator.ControllerRuntime.Client;

/// <summary>Group, version and plural of a resource type, and the paths made of them.</summary>
internal sealed record ResourceKind(string Group, string Version, string Kind, string Plural, EntityScope? Scope)
{
    private static readonly ConcurrentDictionary<Type, ResourceKind> Kinds = new();

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Name for logs and metrics, such as <c>leases.coordination.k8s.io</c>.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public static ResourceKind Of<TEntity>() => Kinds.GetOrAdd(typeof(TEntity), static type =>
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{type.Name} has no [KubernetesEntity] attribute; add one with group, version, kind and plural.");
        var kind = string.IsNullOrEmpty(entity.Kind) ? type.Name : entity.Kind;
        return new(
            entity.Group ?? "",
            string.IsNullOrEmpty(entity.ApiVersion) ? "v1" : entity.ApiVersion,
            kind,
            string.IsNullOrEmpty(entity.PluralName) ? kind.ToLowerInvariant() + "s" : entity.PluralName,
            type.GetCustomAttribute<EntityScopeAttribute>()?.Scope);
    });

    /// <summary>Path of the collection, relative to the server's base address.</summary>
    public string CollectionPath(string? @namespace)
    {
        var root = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        return @namespace is null ? $"{root}/{Plural}" : $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{Plural}";
    }

    /// <summary>Fails early where the server would answer "page not found".</summary>
    public void EnsureAddressable(string? @namespace)
    {
        if (Scope == EntityScope.Namespaced && string.IsNullOrEmpty(@namespace))
            throw new ArgumentException($"{Kind} is namespaced: name its namespace.", nameof(@namespace));
        if (Scope == EntityScope.Cluster && @namespace is not null)
            throw new ArgumentException($"{Kind} is cluster-scoped: it has no namespace.", nameof(@namespace));
    }

    /// <summary>Lists of built-in kinds leave the type meta of their items out; the type knows it.</summary>
    public void CompleteTypeMeta(IKubernetesObject entity)
    {
        if (string.IsNullOrEmpty(entity.ApiVersion))
            entity.ApiVersion = ApiVersion;
        if (string.IsNullOrEmpty(entity.Kind))
            entity.Kind = Kind;
    }
}
