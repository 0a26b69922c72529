namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>x-kubernetes-list-type.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class XListTypeAttribute(XListType listType) : Attribute
{
    public XListType ListType { get; } = listType;
}
