using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>Names of schema features; a state that uses one is of version 4.</summary>
internal static class SchemaFeatures
{
    public const string ByteString = "byteString";

    private const string Snippets = "snippets-prototype";

    private static readonly (ResourceTraits Trait, string Name)[] s_names =
    [
        (ResourceTraits.Extension, "extensionParameterization"),
        (ResourceTraits.Hooks, "hooks"),
        (ResourceTraits.RefreshBeforeUpdate, "refreshBeforeUpdate"),
        (ResourceTraits.ReplaceWith, "replaceWith"),
        (ResourceTraits.Snippet, Snippets),
        (ResourceTraits.Taint, "taint"),
        (ResourceTraits.Views, "views"),
    ];

    /// <summary>The sorted list for what a state's resources and pending operations use.</summary>
    public static List<string> Of(ResourceTraits traits, bool hasByteStrings, bool hasSnippets)
    {
        var features = new List<string>();
        foreach (var (trait, name) in s_names)
        {
            if (traits.HasFlag(trait) || (hasSnippets && name == Snippets))
            {
                features.Add(name);
            }
        }

        if (hasByteStrings)
        {
            features.Add(ByteString);
        }

        features.Sort(StringComparer.Ordinal);
        return features;
    }
}
