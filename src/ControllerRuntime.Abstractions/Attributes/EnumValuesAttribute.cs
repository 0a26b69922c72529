namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Allowed values of a string.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnumValuesAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values { get; } = values;
}
