using System.Text.Json;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>The <c>snippets</c> of a deployment: objects whose <c>references</c> map names to URNs.</summary>
internal static class SnippetList
{
    public static bool HasItems(ReadOnlyMemory<byte> snippets)
    {
        if (snippets.IsEmpty)
        {
            return false;
        }

        var reader = JsonText.Open(snippets.Span);
        return JsonText.NextItem(ref reader);
    }

    /// <summary>The list with present URNs in place of aliases.</summary>
    public static ReadOnlyMemory<byte> Resolve(ReadOnlyMemory<byte> snippets, AliasMap aliases)
    {
        if (snippets.IsEmpty)
        {
            return snippets;
        }

        var patch = new TextPatch();
        CollectReferences(snippets.Span, aliases.Resolve, patch);
        return patch.IsEmpty ? snippets : patch.Apply(snippets.Span);
    }

    private static void CollectReferences(ReadOnlySpan<byte> snippets, Func<string, string> resolve, TextPatch patch)
    {
        var reader = JsonText.Open(snippets);
        while (JsonText.NextItem(ref reader))
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (JsonText.NextMember(ref reader))
            {
                var isReferences = reader.ValueTextEquals("references"u8);
                reader.Read();
                if (isReferences && reader.TokenType == JsonTokenType.StartObject)
                {
                    UrnPatch.CollectValues(ref reader, resolve, patch);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
    }
}
