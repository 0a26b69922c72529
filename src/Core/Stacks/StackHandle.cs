using StackOperator.Core.Names;

namespace StackOperator.Core.Stacks;

/// <summary>Derives <c>metadata.name</c> of a stack's object from its identity: a readable slug and a hash, stable over renames.</summary>
public static class StackHandle
{
    /// <summary>Longest handle: a DNS label.</summary>
    public const int MaxLength = ObjectHandle.MaxLength;

    /// <summary>The handle of an identity; see <see cref="ObjectHandle.For"/> for <paramref name="attempt"/>.</summary>
    public static string For(StackIdentity identity, int attempt = 0)
        => ObjectHandle.For(attempt, identity.Organization, identity.Project, identity.Name);
}
