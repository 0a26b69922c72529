namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>minLength and maxLength of a string; -1 leaves a bound out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(int minLength = -1, int maxLength = -1) : Attribute
{
    public int MinLength { get; } = minLength;
    public int MaxLength { get; } = maxLength;
}
