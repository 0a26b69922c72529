namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Short names that kubectl accepts.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityShortNamesAttribute(params string[] shortNames) : Attribute
{
    public IReadOnlyList<string> ShortNames { get; } = shortNames;
}
