namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Leaves a type or property out of the generated schema.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class IgnoreAttribute : Attribute;
