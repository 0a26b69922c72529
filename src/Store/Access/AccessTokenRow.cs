namespace StackOperator.Store.Access;

/// <summary>A token as listings show it.</summary>
public sealed record AccessTokenRow(
    Guid Id,
    string Login,
    string Prefix,
    string Description,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt);
