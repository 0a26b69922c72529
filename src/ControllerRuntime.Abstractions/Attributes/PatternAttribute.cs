namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>RE2 pattern of a string.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string regexPattern) : Attribute
{
    public string RegexPattern { get; } = regexPattern;
}
