using System.Text.Json.Serialization;

namespace StackOperator.ControllerRuntime.Tests.Widgets;

[JsonSerializable(typeof(Widget))]
internal sealed partial class WidgetContext : JsonSerializerContext;
