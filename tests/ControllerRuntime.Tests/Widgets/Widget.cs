using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Tests.Widgets;

/// <summary>The resource these tests own. Its definition lets the spec hold fields that this type does not know.</summary>
[KubernetesEntity(Group = "cache.test", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
[EntityScope(EntityScope.Namespaced)]
public sealed class Widget : CustomKubernetesEntity<WidgetSpec, WidgetStatus>
{
    public Widget()
    {
        ApiVersion = "cache.test/v1";
        Kind = "Widget";
    }

    public static Widget Of(string ns, string name, string? color = null, string? text = null) =>
        new() { Metadata = new() { Name = name, NamespaceProperty = ns }, Spec = new() { Color = color, Text = text } };
}

public sealed class WidgetSpec
{
    public string? Color { get; set; }

    public string? Text { get; set; }

    public int Size { get; set; }
}

public sealed class WidgetStatus
{
    public string? Phase { get; set; }

    public long? ObservedGeneration { get; set; }

    public DateTime? ChangedAt { get; set; }

    public IList<V1Condition>? Conditions { get; set; }
}
