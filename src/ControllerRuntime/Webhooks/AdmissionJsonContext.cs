using System.Text.Json.Serialization;

namespace StackOperator.ControllerRuntime.Webhooks;

/// <summary>Serialisation of reviews without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AdmissionReview))]
internal sealed partial class AdmissionJsonContext : JsonSerializerContext;
