using System.Text.Json;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>How a resource is named and whom it names as parent; texts are empty when absent.</summary>
internal sealed record ResourceIdentity(string Urn, string Parent, IReadOnlyList<string> Aliases)
{
    public static ResourceIdentity Read(ReadOnlyMemory<byte> raw, TextPool pool)
    {
        var reader = JsonText.Open(raw.Span);
        var (urn, parent) = (string.Empty, string.Empty);
        List<string>? aliases = null;
        while (JsonText.NextMember(ref reader))
        {
            var member = ResourceMembers.Identify(ref reader);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null && member != ResourceMember.Aliases)
            {
                continue;
            }

            switch (member)
            {
                case ResourceMember.Urn:
                    urn = pool.Take(ref reader);
                    break;
                case ResourceMember.Parent:
                    parent = pool.Take(ref reader);
                    break;
                case ResourceMember.Aliases:
                    aliases = ReadTexts(ref reader, pool);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new ResourceIdentity(urn, parent, aliases ?? (IReadOnlyList<string>)[]);
    }

    private static List<string>? ReadTexts(ref Utf8JsonReader reader, TextPool pool)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var texts = new List<string>();
        while (JsonText.NextItem(ref reader))
        {
            texts.Add(pool.Take(ref reader));
        }

        return texts;
    }
}
