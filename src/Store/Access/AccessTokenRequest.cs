namespace StackOperator.Store.Access;

/// <summary>What a new token should be.</summary>
/// <param name="Login">The user; created when absent.</param>
/// <param name="Roles">Roles the user gets, by organization; others it has stay.</param>
/// <param name="Description">Shown in listings.</param>
/// <param name="ExpiresAt">When it ends; null = never.</param>
public sealed record AccessTokenRequest(string Login, IReadOnlyDictionary<string, Role> Roles, string Description, DateTimeOffset? ExpiresAt);
