using StackOperator.Store.Access;

namespace StackOperator.Api.Security;

/// <summary>A user with an access token of this service; its roles are rows.</summary>
internal sealed class TokenCaller(AccessTokenOwner owner) : Caller
{
    private readonly string[] _organizations = [.. owner.Roles.Keys.Order(StringComparer.Ordinal)];

    public AccessTokenOwner Owner => owner;

    public override string Login => owner.Login;

    public override CallerKind Kind => CallerKind.User;

    public override ValueTask<Role?> RoleInAsync(string organization, CancellationToken cancellationToken) =>
        new(owner.Roles.TryGetValue(organization, out var role) ? role : null);

    public override ValueTask<IReadOnlyList<string>> OrganizationsAsync(CancellationToken cancellationToken) => new(_organizations);
}
