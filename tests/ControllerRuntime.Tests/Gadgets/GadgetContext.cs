using System.Text.Json.Serialization;

namespace StackOperator.ControllerRuntime.Tests.Gadgets;

[JsonSerializable(typeof(Gadget))]
internal sealed partial class GadgetContext : JsonSerializerContext;
