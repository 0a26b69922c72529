using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Generators;

namespace StackOperator.ControllerRuntime.Tests.Generators;

[EntityRbac(typeof(Sample), Verbs = RbacVerb.Get | RbacVerb.List)]
[EntityRbac(typeof(Sample), Verbs = RbacVerb.Watch | RbacVerb.Get)]
[EntityRbac(typeof(Sample), Subresource = "status", Verbs = RbacVerb.Patch)]
[GenericRbac(Groups = ["events.k8s.io"], Resources = ["events"], Verbs = RbacVerb.Create)]
[GenericRbac(Groups = [""], Resources = ["pods", "configmaps"], Verbs = RbacVerb.AllExplicit)]
[GenericRbac(Groups = [""], Resources = ["secrets"], Verbs = RbacVerb.All | RbacVerb.Get)]
[GenericRbac(Urls = ["/metrics"], Verbs = RbacVerb.Get)]
[GenericRbac(Groups = ["coordination.k8s.io"], Resources = ["leases"], Verbs = RbacVerb.Create, Scope = RbacScope.Namespace)]
[GenericRbac(Groups = ["coordination.k8s.io"], Resources = ["leases"], ResourceNames = ["mine"], Verbs = RbacVerb.Update | RbacVerb.Get, Scope = RbacScope.Namespace)]
public sealed class RbacGeneratorTests
{
    [Fact]
    public void Cluster_permissions_are_united_and_sorted()
    {
        var role = RbacGenerator.Build(typeof(RbacGeneratorTests).Assembly, RbacScope.Cluster, "test").ShouldBeOfType<V1ClusterRole>();
        role.Metadata.Name.ShouldBe("test");
        role.Rules.Select(Text).ShouldBe([
            "|configmaps,pods||create,delete,get,list,patch,update,watch",
            "|secrets||*",
            "events.k8s.io|events||create",
            "generator.test|samples||get,list,watch",
            "generator.test|samples/status||patch",
            "/metrics|get",
        ]);
    }

    [Fact]
    public void Permissions_of_the_own_namespace_keep_their_object_names()
    {
        var role = RbacGenerator.Build(typeof(RbacGeneratorTests).Assembly, RbacScope.Namespace, "test", "home").ShouldBeOfType<V1Role>();
        role.Metadata.NamespaceProperty.ShouldBe("home");
        role.Rules.Select(Text).ShouldBe(["coordination.k8s.io|leases||create", "coordination.k8s.io|leases|mine|get,update"]);
    }

    private static string Text(V1PolicyRule rule) => rule.NonResourceURLs is { Count: > 0 } urls
        ? $"{string.Join(',', urls)}|{string.Join(',', rule.Verbs)}"
        : $"{string.Join(',', rule.ApiGroups)}|{string.Join(',', rule.Resources)}|{string.Join(',', rule.ResourceNames ?? [])}|{string.Join(',', rule.Verbs)}";
}
