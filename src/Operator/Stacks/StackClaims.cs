using System.Collections.ObjectModel;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Reads a claim out of an object.</summary>
internal static class StackClaims
{
    public static StackIdentity IdentityOf(StackResource entity) => new(entity.Spec.Organization, entity.Spec.Project, entity.Spec.Name);

    /// <summary>What the object wants and only one can have: its identity.</summary>
    public static IEnumerable<string> Wants(StackResource entity) => [IdentityOf(entity).ToString()];

    public static StackClaim Of(StackResource entity) => new(
        IdentityOf(entity),
        entity.Spec.Tags is { } tags ? new Dictionary<string, string>(tags, StringComparer.Ordinal) : ReadOnlyDictionary<string, string>.Empty,
        new StackOwner(entity.Metadata.Uid, entity.Metadata.NamespaceProperty, entity.Metadata.Name),
        entity.Metadata.Generation ?? 0);
}
