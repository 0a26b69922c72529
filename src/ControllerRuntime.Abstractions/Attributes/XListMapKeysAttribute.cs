namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>x-kubernetes-list-map-keys.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XListMapKeysAttribute(params string[] keys) : Attribute
{
    public IReadOnlyList<string> Keys { get; } = keys;
}
