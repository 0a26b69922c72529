using StackOperator.Core.Names;

namespace StackOperator.Core.EnvironmentStacks;

/// <summary>Derives <c>metadata.name</c> of an environment stack's object from its identity, stable over renames.</summary>
public static class EnvironmentStackHandle
{
    /// <summary>The handle of an identity; see <see cref="ObjectHandle.For"/> for <paramref name="attempt"/>.</summary>
    public static string For(EnvironmentStackIdentity identity, int attempt = 0)
        => ObjectHandle.For(attempt, identity.Organization, identity.Name);
}
