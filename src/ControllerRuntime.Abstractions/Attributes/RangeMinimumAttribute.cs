namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Lower bound of a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMinimumAttribute(double minimum, bool exclusive = false) : Attribute
{
    public double Minimum { get; } = minimum;
    public bool Exclusive { get; } = exclusive;
}
