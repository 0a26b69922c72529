using k8s.Models;
using StackOperator.ControllerRuntime.Abstractions.Attributes;

namespace StackOperator.ControllerRuntime.Generators;

/// <summary>Turns single grants into the fewest rules: verbs of one target are united, targets with equal verbs share a rule.</summary>
internal static class RbacRules
{
    public static IReadOnlyList<string> Verbs(RbacVerb verbs)
        => verbs.HasFlag(RbacVerb.All)
            ? ["*"]
            : [.. Enum.GetValues<RbacVerb>().Where(v => v is not (RbacVerb.None or RbacVerb.AllExplicit or RbacVerb.All) && verbs.HasFlag(v)).Select(v => v.ToString().ToLowerInvariant())];

    public static IEnumerable<V1PolicyRule> Merge(IEnumerable<RbacGrant> grants)
        => grants
            .GroupBy(g => (g.Group, g.Resource, g.ResourceName, g.Url))
            .Select(g => (Target: g.Key, Verbs: Union(g)))
            .Where(g => g.Verbs.Length > 0)
            .GroupBy(g => (g.Target.Group, g.Target.ResourceName, IsUrl: g.Target.Url.Length > 0, Verbs: string.Join(',', g.Verbs)))
            .OrderBy(g => g.Key.IsUrl)
            .ThenBy(g => g.Key.Group, StringComparer.Ordinal)
            .ThenBy(g => g.Min(t => t.Target.Resource), StringComparer.Ordinal)
            .ThenBy(g => g.Key.ResourceName, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Verbs, StringComparer.Ordinal)
            .Select(g => Rule([.. g.Select(t => t.Target)], g.First().Verbs));

    private static string[] Union(IEnumerable<RbacGrant> grants)
    {
        string[] verbs = [.. grants.SelectMany(g => g.Verbs).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return verbs.Contains("*") ? ["*"] : verbs;
    }

    private static V1PolicyRule Rule(IReadOnlyList<(string Group, string Resource, string ResourceName, string Url)> targets, string[] verbs)
        => targets[0].Url.Length > 0
            ? new V1PolicyRule { NonResourceURLs = Sorted(targets.Select(t => t.Url)), Verbs = verbs }
            : new V1PolicyRule
            {
                ApiGroups = [targets[0].Group],
                Resources = Sorted(targets.Select(t => t.Resource)),
                ResourceNames = targets[0].ResourceName.Length > 0 ? [targets[0].ResourceName] : null,
                Verbs = verbs,
            };

    private static List<string> Sorted(IEnumerable<string> values) => [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
