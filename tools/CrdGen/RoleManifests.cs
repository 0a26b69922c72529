using System.Reflection;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Generators;

namespace StackOperator.CrdGen;

/// <summary>The identity of one process: its service account and what it may do.</summary>
internal static class RoleManifests
{
    /// <summary>Namespace in which both processes live.</summary>
    public const string Home = "stack-operator";

    private const string RbacVersion = "rbac.authorization.k8s.io/v1";
    private const string RbacGroup = "rbac.authorization.k8s.io";

    public static V1Namespace HomeNamespace() => new() { ApiVersion = "v1", Kind = "Namespace", Metadata = new V1ObjectMeta { Name = Home } };

    public static IEnumerable<object> For(Assembly assembly, string name)
    {
        var subjects = new List<Rbacv1Subject> { new() { Kind = "ServiceAccount", Name = name, NamespaceProperty = Home } };
        yield return new V1ServiceAccount { ApiVersion = "v1", Kind = "ServiceAccount", Metadata = Named(name) };
        if (RbacGenerator.Build(assembly, RbacScope.Cluster, name) is V1ClusterRole { Rules.Count: > 0 } cluster)
        {
            yield return cluster;
            yield return new V1ClusterRoleBinding
            {
                ApiVersion = RbacVersion,
                Kind = "ClusterRoleBinding",
                Metadata = new V1ObjectMeta { Name = name },
                RoleRef = new V1RoleRef { ApiGroup = RbacGroup, Kind = "ClusterRole", Name = name },
                Subjects = subjects,
            };
        }

        if (RbacGenerator.Build(assembly, RbacScope.Namespace, name, Home) is V1Role { Rules.Count: > 0 } role)
        {
            yield return role;
            yield return new V1RoleBinding
            {
                ApiVersion = RbacVersion,
                Kind = "RoleBinding",
                Metadata = Named(name),
                RoleRef = new V1RoleRef { ApiGroup = RbacGroup, Kind = "Role", Name = name },
                Subjects = subjects,
            };
        }
    }

    private static V1ObjectMeta Named(string name) => new() { Name = name, NamespaceProperty = Home };
}
