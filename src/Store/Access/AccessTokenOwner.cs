namespace StackOperator.Store.Access;

/// <summary>Whose token it is, and what that user may do.</summary>
/// <param name="TokenId">Row id of the token.</param>
/// <param name="Login">The user.</param>
/// <param name="DisplayName">Name to show; may be empty.</param>
/// <param name="Email">May be empty.</param>
/// <param name="DefaultOrganization">Organization that short stack names mean; null = the user's own login.</param>
/// <param name="ExpiresAt">When the token ends; null = never.</param>
/// <param name="Roles">Role by organization.</param>
public sealed record AccessTokenOwner(
    Guid TokenId,
    string Login,
    string DisplayName,
    string Email,
    string? DefaultOrganization,
    DateTimeOffset? ExpiresAt,
    IReadOnlyDictionary<string, Role> Roles);
