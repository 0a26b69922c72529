namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>minProperties and maxProperties of an object or map; -1 leaves a bound out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PropertyLimitsAttribute(int minProperties = -1, int maxProperties = -1) : Attribute
{
    public int MinProperties { get; } = minProperties;
    public int MaxProperties { get; } = maxProperties;
}
