using System.Text.Json.Serialization;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.Core.Names;

namespace StackOperator.Crds.V1Alpha1.Stacks;

/// <summary>What a stack should be.</summary>
[ValidationRule("self.project != '.' && self.project != '..' && self.name != '.' && self.name != '..'", message: "'.' and '..' are not usable as project or stack name")]
public sealed class StackSpec
{
    /// <summary>Organization that owns the stack. It never changes.</summary>
    [Required]
    [JsonPropertyName("organization")]
    [Pattern(NameRules.OrganizationPattern)]
    [Length(3, 40)]
    [ValidationRule("self == oldSelf", message: "the organization of a stack never changes: create the stack in the other organization and import its state")]
    [Description("Organization that owns the stack: 3 to 40 letters, digits, '-' or '_'. It never changes.")]
    public string Organization { get; set; } = string.Empty;

    /// <summary>Pulumi project. Editing it moves the stack.</summary>
    [Required]
    [JsonPropertyName("project")]
    [Pattern(NameRules.NamePattern)]
    [Length(1, 100)]
    [Description("Pulumi project: 1 to 100 letters, digits, '_', '.' or '-'. Editing it moves the stack to the other project.")]
    public string Project { get; set; } = string.Empty;

    /// <summary>Stack name. Editing it renames the stack.</summary>
    [Required]
    [JsonPropertyName("name")]
    [Pattern(NameRules.NamePattern)]
    [Length(1, 100)]
    [Description("Stack name: 1 to 100 letters, digits, '_', '.' or '-'. Editing it renames the stack.")]
    public string Name { get; set; } = string.Empty;

    /// <summary>Tags, the full set.</summary>
    [JsonPropertyName("tags")]
    [PropertyLimits(maxProperties: NameRules.MaxTags)]
    [ValueLength(maxLength: NameRules.MaxTagValueBytes)]
    [Description("Tags, the full set. Names: 1 to 40 letters, digits, '-', '_', '.' or ':'; values: at most 256 bytes.")]
    public IDictionary<string, string>? Tags { get; set; }

    /// <summary>What happens to the rows when the object is deleted.</summary>
    [JsonPropertyName("deletionPolicy")]
    [EnumValues(DeletionPolicies.Delete, DeletionPolicies.Retain)]
    [DefaultValue(DeletionPolicies.Delete)]
    [Description("Delete (default): deleting the object deletes the stack with its state and history. Retain: the rows stay and the next object with this identity adopts them.")]
    public string? DeletionPolicy { get; set; }

    /// <summary>Stops reconciling; deletion still works.</summary>
    [JsonPropertyName("suspend")]
    [Description("Stops reconciling this object; deletion still works.")]
    public bool? Suspend { get; set; }
}
