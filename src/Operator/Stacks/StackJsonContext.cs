using System.Text.Json.Serialization;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Serialisation of Stack objects without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StackResource))]
[JsonSerializable(typeof(EntityList<StackResource>))]
internal sealed partial class StackJsonContext : JsonSerializerContext;
