namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>The value is a whole Kubernetes object.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmbeddedResourceAttribute : Attribute;
