namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>OpenAPI format of a value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormatAttribute(string format) : Attribute
{
    public string Format { get; } = format;
}
