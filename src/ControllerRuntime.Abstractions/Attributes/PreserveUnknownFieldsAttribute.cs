namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>Keep members that the schema does not name.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;
