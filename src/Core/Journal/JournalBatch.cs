using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>The body of one journal request, <c>{"entries"?: […]}</c>.</summary>
public static class JournalBatch
{
    /// <summary>
    /// Reads a batch: entries in the order they were sent, none when the list is absent or null. One bad entry refuses the
    /// whole batch, so nothing of it may be stored. Entries keep slices of <paramref name="body"/>.
    /// </summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> body,
        int negotiatedVersion,
        [NotNullWhen(true)] out IReadOnlyList<JournalEntry>? entries,
        [NotNullWhen(false)] out StateRefusal? refusal)
    {
        var read = Refusing.Try(body, text => Read(text, negotiatedVersion), out var list, out refusal);
        entries = list;
        return read;
    }

    private static List<JournalEntry> Read(ReadOnlyMemory<byte> body, int negotiatedVersion)
    {
        var reader = JsonText.Open(body.Span);
        JsonText.ExpectObject(ref reader, "body");
        var entries = new List<JournalEntry>();
        while (JsonText.NextMember(ref reader))
        {
            var isEntries = reader.ValueTextEquals("entries"u8);
            reader.Read();
            if (!isEntries)
            {
                reader.Skip();
                continue;
            }

            entries.Clear();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            JsonText.ExpectArray(ref reader, "entries");
            while (JsonText.NextItem(ref reader))
            {
                var slice = JsonText.Skip(ref reader);
                entries.Add(JournalEntryReader.Read(body.Slice(slice.Start, slice.Length), negotiatedVersion, $"entries[{entries.Count}]"));
            }
        }

        JsonText.End(ref reader);
        return entries;
    }
}
