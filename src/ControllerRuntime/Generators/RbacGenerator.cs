using System.Reflection;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;

namespace StackOperator.ControllerRuntime.Generators;

/// <summary>
/// Collects the permissions that the classes of an assembly ask for with <see cref="EntityRbacAttribute"/> and
/// <see cref="GenericRbacAttribute"/> into one role. Rules are merged and sorted, so the output changes only with the attributes.
/// </summary>
public static class RbacGenerator
{
    /// <summary>Builds the role of one scope.</summary>
    /// <param name="assembly">Where to look for attributes.</param>
    /// <param name="scope">Cluster: a <see cref="V1ClusterRole"/>. Namespace: a <see cref="V1Role"/> for the own namespace.</param>
    /// <param name="name">Name of the role.</param>
    /// <returns>A <see cref="V1ClusterRole"/> or <see cref="V1Role"/>; its rules are empty when no class asks for anything.</returns>
    public static object Build(Assembly assembly, RbacScope scope, string name) => Build(assembly, scope, name, @namespace: null);

    /// <inheritdoc cref="Build(Assembly, RbacScope, string)"/>
    /// <param name="assembly">Where to look for attributes.</param>
    /// <param name="scope">Cluster or own namespace.</param>
    /// <param name="name">Name of the role.</param>
    /// <param name="namespace">Namespace of a <see cref="V1Role"/>; null leaves it to whoever applies it.</param>
    public static object Build(Assembly assembly, RbacScope scope, string name, string? @namespace)
    {
        var rules = Rules(assembly, scope);
        var metadata = new V1ObjectMeta { Name = name };
        if (scope == RbacScope.Cluster)
        {
            return new V1ClusterRole { ApiVersion = "rbac.authorization.k8s.io/v1", Kind = "ClusterRole", Metadata = metadata, Rules = rules };
        }

        metadata.NamespaceProperty = @namespace;
        return new V1Role { ApiVersion = "rbac.authorization.k8s.io/v1", Kind = "Role", Metadata = metadata, Rules = rules };
    }

    private static List<V1PolicyRule> Rules(Assembly assembly, RbacScope scope)
    {
        var types = assembly.GetTypes();
        var grants = types.SelectMany(t => t.GetCustomAttributes<GenericRbacAttribute>()).Where(g => g.Scope == scope).SelectMany(Grants)
            .Concat(scope == RbacScope.Cluster ? types.SelectMany(t => t.GetCustomAttributes<EntityRbacAttribute>()).SelectMany(Grants) : []);
        return [.. RbacRules.Merge(grants)];
    }

    private static IEnumerable<RbacGrant> Grants(EntityRbacAttribute attribute)
        => attribute.Entities.Select(EntityNames.Of).Select(names => new RbacGrant(
            names.Group,
            attribute.Subresource.Length == 0 ? names.Plural : $"{names.Plural}/{attribute.Subresource}",
            string.Empty,
            string.Empty,
            RbacRules.Verbs(attribute.Verbs)));

    private static IEnumerable<RbacGrant> Grants(GenericRbacAttribute attribute)
    {
        var verbs = RbacRules.Verbs(attribute.Verbs);
        foreach (var url in attribute.Urls)
        {
            yield return new RbacGrant(string.Empty, string.Empty, string.Empty, url, verbs);
        }

        string[] names = attribute.ResourceNames.Length == 0 ? [string.Empty] : attribute.ResourceNames;
        foreach (var group in attribute.Groups)
        {
            foreach (var resource in attribute.Resources)
            {
                foreach (var name in names)
                {
                    yield return new RbacGrant(group, resource, name, string.Empty, verbs);
                }
            }
        }
    }
}
