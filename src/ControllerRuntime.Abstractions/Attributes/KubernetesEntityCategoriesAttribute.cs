namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Categories (kubectl get CATEGORY) the kind belongs to.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityCategoriesAttribute(params string[] categories) : Attribute
{
    public IReadOnlyList<string> Categories { get; } = categories;
}
