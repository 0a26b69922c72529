using StackOperator.Store.Access;

namespace StackOperator.Api.Security;

/// <summary>Who sent the request. Immutable, may be shared by requests.</summary>
public abstract class Caller
{
    /// <summary>Name to show and to record; unique over both kinds.</summary>
    public abstract string Login { get; }

    /// <summary>How the caller proved who it is.</summary>
    public abstract CallerKind Kind { get; }

    /// <summary>The role in an organization; null when the caller is no member. Organizations that do not exist have no members.</summary>
    public abstract ValueTask<Role?> RoleInAsync(string organization, CancellationToken cancellationToken);

    /// <summary>The organizations in which the caller has a role, in ordinal order.</summary>
    public abstract ValueTask<IReadOnlyList<string>> OrganizationsAsync(CancellationToken cancellationToken);
}
