namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>minItems and maxItems of an array; -1 leaves a bound out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int minItems = -1, int maxItems = -1) : Attribute
{
    public int MinItems { get; } = minItems;
    public int MaxItems { get; } = maxItems;
}
