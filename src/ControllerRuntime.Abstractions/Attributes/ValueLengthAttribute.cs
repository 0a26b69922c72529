namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>minLength and maxLength of the string values of a map or the string items of an array.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValueLengthAttribute(int minLength = -1, int maxLength = -1) : Attribute
{
    public int MinLength { get; } = minLength;
    public int MaxLength { get; } = maxLength;
}
