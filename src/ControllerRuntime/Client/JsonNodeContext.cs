using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace StackOperator.ControllerRuntime.Client;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class JsonNodeContext : JsonSerializerContext;
