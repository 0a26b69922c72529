namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>The property must be present.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;
