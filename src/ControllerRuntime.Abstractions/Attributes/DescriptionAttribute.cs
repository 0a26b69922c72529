namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Description in the schema; kubectl explain shows it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class DescriptionAttribute(string description) : Attribute
{
    public string Description { get; } = description;
}
