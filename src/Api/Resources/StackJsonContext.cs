using System.Text.Json.Serialization;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Api.Resources;

/// <summary>Source-generated JSON of the resources this process writes and watches.</summary>
[JsonSerializable(typeof(StackResource))]
[JsonSerializable(typeof(EnvironmentStackResource))]
internal sealed partial class StackJsonContext : JsonSerializerContext;
