namespace StackOperator.ControllerRuntime.Abstractions.Attributes;

/// <summary>A printer column by JSON path; columns appear in declaration order. Priority above 0 shows with -o wide only.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class GenericAdditionalPrinterColumnAttribute(string jsonPath, string name, string type) : Attribute
{
    public string JsonPath { get; } = jsonPath;
    public string Name { get; } = name;
    public string Type { get; } = type;
    public string? Description { get; init; }
    public string? Format { get; init; }
    public int Priority { get; init; }
}
