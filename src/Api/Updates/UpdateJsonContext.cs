using System.Text.Json.Serialization;

namespace StackOperator.Api.Updates;

/// <summary>Source-generated JSON of the update routes. Member names match in any case, as the client's own decoder does.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateUpdateAnswer))]
[JsonSerializable(typeof(StartUpdateRequest))]
[JsonSerializable(typeof(StartUpdateAnswer))]
[JsonSerializable(typeof(RenewLeaseRequest))]
[JsonSerializable(typeof(RenewLeaseAnswer))]
[JsonSerializable(typeof(CompleteUpdateRequest))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(UpdateStatusAnswer))]
internal sealed partial class UpdateJsonContext : JsonSerializerContext;
