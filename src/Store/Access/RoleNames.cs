using System.Diagnostics.CodeAnalysis;

namespace StackOperator.Store.Access;

/// <summary>Roles as text, in the database and on command lines.</summary>
public static class RoleNames
{
    /// <summary>The text of a role.</summary>
    public static string ToText(this Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Member => "member",
        Role.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>Reads a role; false for any other text.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Role role)
    {
        role = text switch
        {
            "viewer" => Role.Viewer,
            "member" => Role.Member,
            "admin" => Role.Admin,
            _ => default,
        };
        return role != default;
    }
}
