namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>x-kubernetes-map-type.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XMapTypeAttribute(XMapType mapType) : Attribute
{
    public XMapType MapType { get; } = mapType;
}
