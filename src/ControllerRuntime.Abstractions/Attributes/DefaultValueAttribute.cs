namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Default that the API server fills in.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultValueAttribute(object value) : Attribute
{
    public object Value { get; } = value;
}
