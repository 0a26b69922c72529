using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>Old URN to new URN, from the aliases that resources claim (pulumi-protocol, "Journal replay", step 5).</summary>
internal sealed class AliasMap
{
    private readonly Dictionary<string, string> _current = new(StringComparer.Ordinal);

    /// <summary>Adds a resource's claims; resources must come in the order of the state, so that parents come first.</summary>
    public void Add(ResourceIdentity resource, string parent, int index)
    {
        foreach (var alias in resource.Aliases)
        {
            if (_current.TryGetValue(alias, out var other) && other != resource.Urn)
            {
                throw new StateRefusedException(
                    StateRefusalKind.AliasConflict,
                    $"deployment.resources[{index}].aliases",
                    $"two resources claim the alias '{alias}': '{other}' and '{resource.Urn}'");
            }

            _current[alias] = resource.Urn;
        }

        if (_current.TryGetValue(parent, out var renamed) && renamed.Length > 0 && Urn.TrySplit(renamed, out var parts) && parts.Type != Urn.RootType)
        {
            _current[resource.Urn] = Urn.Reparent(resource.Urn, renamed);
        }
    }

    /// <summary>The present URN: one look-up, no chains.</summary>
    public string Resolve(string urn) => _current.GetValueOrDefault(urn, urn);
}
