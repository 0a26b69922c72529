using System.Text.Json.Serialization;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.Core.EnvironmentStacks;

namespace StackOperator.Crds.V1Alpha1.EnvironmentStacks;

/// <summary>One environment of a stack.</summary>
public sealed class EnvironmentSpec
{
    /// <summary>Name, unique in the stack.</summary>
    [Required]
    [JsonPropertyName("name")]
    [Pattern(EnvironmentNames.Pattern)]
    [Length(1, EnvironmentNames.MaxWorkspaceNameLength)]
    [Description("Name, unique in the stack: lower-case letters, digits and inner hyphens.")]
    public string Name { get; set; } = string.Empty;

    /// <summary>Variable files in order.</summary>
    [JsonPropertyName("varFiles")]
    [Items(maxItems: SourcePaths.MaxVarFiles)]
    [ValueLength(1, SourcePaths.MaxLength)]
    [Description("Variable files in order, relative to sourceRoot; a later one overrides an earlier one.")]
    public IList<string>? VarFiles { get; set; }

    /// <summary>Names of the environments that this one promotes to.</summary>
    [JsonPropertyName("promoteTo")]
    [Items(maxItems: EnvironmentNames.MaxEnvironments)]
    [ValueLength(1, EnvironmentNames.MaxWorkspaceNameLength)]
    [Description("Names of the environments of this stack that an apply of this one is promoted to.")]
    public IList<string>? PromoteTo { get; set; }
}
