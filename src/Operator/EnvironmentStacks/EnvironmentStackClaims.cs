using StackOperator.Core.EnvironmentStacks;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;

namespace StackOperator.Operator.EnvironmentStacks;

/// <summary>Reads claims out of objects.</summary>
internal static class EnvironmentStackClaims
{
    public static EnvironmentStackIdentity IdentityOf(EnvironmentStackResource entity) => new(entity.Spec.Organization, entity.Spec.Name);

    /// <summary>
    /// What the object wants: its identity, and names and state keys of workspaces, which only one can have, and what it refers
    /// to, as the database writes them when they become free or come into being.
    /// </summary>
    public static IEnumerable<string> Wants(EnvironmentStackResource entity)
    {
        var (organization, name) = (entity.Spec.Organization, entity.Spec.Name);
        yield return WantedIdentity(IdentityOf(entity));
        foreach (var environment in entity.Spec.Environments ?? [])
        {
            yield return $"{organization}/{EnvironmentNames.WorkspaceName(name, environment.Name)}";
            yield return $"{organization}//{EnvironmentNames.StateKey(name, environment.Name)}";
        }

        foreach (var reference in (string?[])[entity.Spec.ProjectId, entity.Spec.CredentialConfigId, entity.Spec.VcsIntegrationId, entity.Spec.StateBackendConfigId])
        {
            if (Guid.TryParse(reference, out var id))
            {
                yield return $"{organization}///{id}";
            }
        }
    }

    /// <summary>An identity as something that is wanted; no name of a workspace looks like it.</summary>
    public static string WantedIdentity(EnvironmentStackIdentity identity) => $"stack {identity}";

    public static EnvironmentStackClaim ClaimOf(EnvironmentStackResource entity, EnvironmentStackValidation validation) => new(
        IdentityOf(entity),
        validation.Project,
        validation.Template ?? throw new ArgumentException("only a right draft becomes a claim", nameof(validation)),
        OwnerOf(entity),
        entity.Metadata.Generation ?? 0);

    private static StackOwner OwnerOf(EnvironmentStackResource entity) => new(entity.Metadata.Uid, entity.Metadata.NamespaceProperty, entity.Metadata.Name);
}
