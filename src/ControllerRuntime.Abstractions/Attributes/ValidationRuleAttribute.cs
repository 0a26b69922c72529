namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>x-kubernetes-validations: a CEL rule; servers before 1.25 ignore it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(string rule, string? fieldPath = null, string? message = null, string? messageExpression = null, string? reason = null) : Attribute
{
    public string Rule { get; } = rule;
    public string? FieldPath { get; } = fieldPath;
    public string? Message { get; } = message;
    public string? MessageExpression { get; } = messageExpression;
    public string? Reason { get; } = reason;
    public bool OptionalOldSelf { get; init; }
}
