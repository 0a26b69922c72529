using System.Buffers;
using StackOperator.Core.Deployments;

namespace StackOperator.Core.Journal;

/// <summary>Extensions that the journal brought, by reference.</summary>
internal sealed class ExtensionMap
{
    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> _extensions = new(StringComparer.Ordinal);

    public void Set(ReadOnlyMemory<byte> reference, ReadOnlyMemory<byte> extension)
    {
        var reader = JsonText.Open(reference.Span);
        _extensions[JsonText.String(ref reader, "extensionRef")] = extension;
    }

    public void Clear() => _extensions.Clear();

    /// <summary>The base's extensions, whose entries win, and those of the journal; empty when there are none.</summary>
    public ReadOnlyMemory<byte> MergeInto(ReadOnlyMemory<byte> existing)
    {
        if (_extensions.Count == 0)
        {
            return existing;
        }

        var missing = new SortedDictionary<string, ReadOnlyMemory<byte>>(_extensions, StringComparer.Ordinal);
        var isEmpty = RemoveExisting(existing, missing);
        if (missing.Count == 0)
        {
            return existing;
        }

        var merged = new ArrayBufferWriter<byte>();
        merged.Write(isEmpty ? "{"u8 : existing.Span[..existing.Span.LastIndexOf((byte)'}')]);
        foreach (var (reference, extension) in missing)
        {
            merged.Write(isEmpty ? [] : ","u8);
            isEmpty = false;
            merged.Write(JsonText.Quote(reference));
            merged.Write(":"u8);
            merged.Write(extension.Span);
        }

        merged.Write("}"u8);
        return merged.WrittenMemory.ToArray();
    }

    private static bool RemoveExisting(ReadOnlyMemory<byte> existing, SortedDictionary<string, ReadOnlyMemory<byte>> missing)
    {
        if (existing.IsEmpty)
        {
            return true;
        }

        var isEmpty = true;
        var reader = JsonText.Open(existing.Span);
        while (JsonText.NextMember(ref reader))
        {
            isEmpty = false;
            missing.Remove(JsonText.Name(ref reader));
            reader.Read();
            reader.Skip();
        }

        return isEmpty;
    }
}
