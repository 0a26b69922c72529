using System.Text.Json.Serialization;

namespace StackOperator.Api.Updates;

/// <summary>Answer of create. <c>requiredPolicies</c> and <c>messages</c> are always empty here.</summary>
internal sealed record CreateUpdateAnswer([property: JsonPropertyName("updateID")] string UpdateId, IReadOnlyList<string> RequiredPolicies, IReadOnlyList<string> Messages);

/// <summary>Body of start.</summary>
internal sealed record StartUpdateRequest(Dictionary<string, string>? Tags, long? JournalVersion);

/// <summary>Answer of start.</summary>
internal sealed record StartUpdateAnswer(long Version, string Token, long TokenExpiration, int? JournalVersion);

/// <summary>Body of renew_lease; <c>token</c> is empty since API level 5.</summary>
internal sealed record RenewLeaseRequest(string? Token, double? Duration);

/// <summary>Answer of renew_lease.</summary>
internal sealed record RenewLeaseAnswer(string Token, long TokenExpiration);

/// <summary>Body of complete.</summary>
internal sealed record CompleteUpdateRequest(string? Status);

/// <summary>Answer of import.</summary>
internal sealed record ImportAnswer([property: JsonPropertyName("updateId")] string UpdateId);

/// <summary>Answer about one update. A token means "ask again at once", so it is only there while the update is under way.</summary>
internal sealed record UpdateStatusAnswer(string Status, IReadOnlyList<string> Events, string? ContinuationToken);
