using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;
using StackOperator.ControllerRuntime.Abstractions.Entities;

namespace StackOperator.ControllerRuntime.Tests.Generators;

/// <summary>One property per rule of the generator.</summary>
[KubernetesEntity(Group = "generator.test", ApiVersion = "v1beta1", Kind = "Sample", PluralName = "samples")]
[KubernetesEntityShortNames("smp")]
[EntityScope(EntityScope.Cluster)]
[GenericAdditionalPrinterColumn(".spec.tlsMode", "Mode", "string", Priority = 1)]
[ValidationRule("size(self.metadata.name) <= 63", message: "the name is too long")]
internal sealed class Sample : CustomKubernetesEntity<SampleSpec, SampleStatus>;

internal sealed class SampleSpec
{
    [JsonPropertyName("TLSMode")]
    public string? Mode { get; set; }

    public TimeSpan? Timeout { get; set; }

    public IntOrString? Port { get; set; }

    public ResourceQuantity? Memory { get; set; }

    [Required]
    [Length(1, 63)]
    [Pattern("^[a-z]+$")]
    public string Name { get; set; } = "";

    [ValueLength(maxLength: 256)]
    [PropertyLimits(maxProperties: 8)]
    public IDictionary<string, string>? Tags { get; set; }

    [XListType(XListType.Set)]
    [Items(maxItems: 16)]
    [ValueLength(1, 63)]
    [Pattern("^[a-z]+$")]
    public IList<string>? Targets { get; set; }

    public IList<int?>? Holes { get; set; }

    [RangeMinimum(0, exclusive: true)]
    [RangeMaximum(100)]
    public double Share { get; set; }

    public uint Count { get; set; }

    public byte Level { get; set; }

    public DateOnly? Day { get; set; }

    public DateTimeOffset? At { get; set; }

    public Guid? Id { get; set; }

    [DefaultValue(SampleColor.Red)]
    public SampleColor? Color { get; set; }

    public JsonNode? Anything { get; set; }

    [PreserveUnknownFields]
    public SampleTree? Tree { get; set; }

    [Ignore]
    public string? Hidden { get; set; }

    [JsonIgnore]
    public string? Skipped { get; set; }

    public V1ConfigMap? Template { get; set; }

    [ValidationRule("self == oldSelf", message: "it never changes")]
    public string? Fixed { get; set; }
}

internal sealed class SampleStatus
{
    public IList<V1Condition>? Conditions { get; set; }
}

internal sealed class SampleTree
{
    public SampleTree? Child { get; set; }
}

internal enum SampleColor
{
    Red,
    [JsonStringEnumMemberName("sky-blue")]
    Blue,
}

[KubernetesEntity(Group = "generator.test", ApiVersion = "v1", Kind = "Loop", PluralName = "loops")]
internal sealed class Loop : CustomKubernetesEntity<SampleTree>;
