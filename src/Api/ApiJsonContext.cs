using System.Text.Json.Serialization;
using StackOperator.Api.Identity;

namespace StackOperator.Api;

/// <summary>Source-generated JSON of the identity and stack routes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = false)]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(DefaultOrganizationAnswer))]
[JsonSerializable(typeof(CapabilitiesAnswer))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
