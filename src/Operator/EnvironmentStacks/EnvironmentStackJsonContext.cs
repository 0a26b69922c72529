using System.Text.Json.Serialization;
using StackOperator.ControllerRuntime.Abstractions.Entities;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;

namespace StackOperator.Operator.EnvironmentStacks;

/// <summary>Serialisation of EnvironmentStack objects without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EnvironmentStackResource))]
[JsonSerializable(typeof(EntityList<EnvironmentStackResource>))]
internal sealed partial class EnvironmentStackJsonContext : JsonSerializerContext;
