using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Tests.Gadgets;

/// <summary>The resource that the tests of the controller host own.</summary>
[KubernetesEntity(Group = "host.test", ApiVersion = "v1", Kind = "Gadget", PluralName = "gadgets")]
[EntityScope(EntityScope.Namespaced)]
public sealed class Gadget : CustomKubernetesEntity<GadgetSpec, GadgetStatus>
{
    public Gadget()
    {
        ApiVersion = "host.test/v1";
        Kind = "Gadget";
    }

    public static Gadget Of(string ns, string name, int size = 1) =>
        new() { Metadata = new() { Name = name, NamespaceProperty = ns }, Spec = new() { Size = size } };
}
