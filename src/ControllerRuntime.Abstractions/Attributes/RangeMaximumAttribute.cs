namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Upper bound of a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeMaximumAttribute(double maximum, bool exclusive = false) : Attribute
{
    public double Maximum { get; } = maximum;
    public bool Exclusive { get; } = exclusive;
}
