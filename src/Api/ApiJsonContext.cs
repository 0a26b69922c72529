using System.Text.Json;
using System.Text.Json.Serialization;
using StackOperator.Api.Identity;
using StackOperator.Api.Stacks;

namespace StackOperator.Api;

/// <summary>Source-generated JSON of the identity and stack routes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = false)]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(DefaultOrganizationAnswer))]
[JsonSerializable(typeof(CapabilitiesAnswer))]
[JsonSerializable(typeof(CreateStackRequest))]
[JsonSerializable(typeof(RenameStackRequest))]
[JsonSerializable(typeof(PatchTagsRequest))]
[JsonSerializable(typeof(StackAnswer))]
[JsonSerializable(typeof(StackListAnswer))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(Documents.ProblemAnswer))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
