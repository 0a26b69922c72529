using System.Reflection;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.Operator;
using StackOperator.Testing.Clusters;

namespace StackOperator.Operator.Tests.Running;

/// <summary>Gives a service account exactly what the operator's attributes ask for, and nothing else.</summary>
internal static class OperatorRights
{
    public static async Task<string> KubeconfigAsync(TestCluster cluster, string home, CancellationToken ct)
    {
        var kubeconfig = await cluster.ServiceAccountKubeconfigAsync(home, "operator", ct);
        await cluster.ApplyAsync(
            $"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata:
              name: operator-{home}
            rules:
            {Rules(RbacScope.Cluster)}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: operator
              namespace: {home}
            rules:
            {Rules(RbacScope.Namespace)}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata:
              name: operator-{home}
            roleRef: {"{"}apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: operator-{home}{"}"}
            subjects: [{"{"}kind: ServiceAccount, name: operator, namespace: {home}{"}"}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: operator
              namespace: {home}
            roleRef: {"{"}apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator{"}"}
            subjects: [{"{"}kind: ServiceAccount, name: operator, namespace: {home}{"}"}]
            """,
            ct);
        return kubeconfig;
    }

    private static string Rules(RbacScope scope)
    {
        var rules = new List<string>();
        foreach (var type in typeof(OperatorApplication).Assembly.GetTypes())
        {
            if (scope == RbacScope.Cluster)
            {
                rules.AddRange(type.GetCustomAttributes<EntityRbacAttribute>().SelectMany(static a => a.Entities.Select(entity => Rule(a, entity))));
            }

            rules.AddRange(type.GetCustomAttributes<GenericRbacAttribute>().Where(a => a.Scope == scope).Select(static a => Rule(a.Groups, a.Resources, a.ResourceNames, a.Verbs)));
        }

        return string.Join('\n', rules);
    }

    private static string Rule(EntityRbacAttribute attribute, Type type)
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()!;
        var resource = attribute.Subresource.Length == 0 ? entity.PluralName : $"{entity.PluralName}/{attribute.Subresource}";
        return Rule([entity.Group], [resource], [], attribute.Verbs);
    }

    private static string Rule(string[] groups, string[] resources, string[] names, RbacVerb verbs)
    {
        var list = Enum.GetValues<RbacVerb>().Where(v => v is not (RbacVerb.None or RbacVerb.All or RbacVerb.AllExplicit) && verbs.HasFlag(v));
        var limit = names.Length == 0 ? "" : $", resourceNames: [{string.Join(',', names)}]";
        return $"- {"{"}apiGroups: [{string.Join(',', groups.Select(static g => $"\"{g}\""))}], resources: [{string.Join(',', resources)}], verbs: [{string.Join(',', list).ToLowerInvariant()}]{limit}{"}"}";
    }
}
