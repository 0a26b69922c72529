using System.IO.Compression;
using System.Runtime.InteropServices;

namespace StackOperator.Store.Updates;

/// <summary>A state as it is stored and may be sent: one gzip member, or the text itself when gzip would not make it shorter.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="Gzip">Whether they are compressed.</param>
/// <param name="Length">Length of the text in bytes.</param>
public readonly record struct PackedText(ReadOnlyMemory<byte> Body, bool Gzip, long Length)
{
    private const int SmallestCompressed = 1024;

    /// <summary>Packs a text; short ones keep a view of <paramref name="text"/>.</summary>
    public static PackedText Pack(ReadOnlyMemory<byte> text)
    {
        if (text.Length < SmallestCompressed)
        {
            return new PackedText(text, false, text.Length);
        }

        // States shrink to a tenth or less; starting small keeps the peak low for large ones.
        using var output = new MemoryStream(text.Length / 8);
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text.Span);
        }

        return output.Length < text.Length
            ? new PackedText(output.GetBuffer().AsMemory(0, (int)output.Length), true, text.Length)
            : new PackedText(text, false, text.Length);
    }

    /// <summary>The text.</summary>
    public ReadOnlyMemory<byte> Unpack()
    {
        if (!Gzip)
        {
            return Body;
        }

        var text = GC.AllocateUninitializedArray<byte>(checked((int)Length));
        using var gzip = new GZipStream(OpenBody(), CompressionMode.Decompress);
        gzip.ReadExactly(text);
        return text;
    }

    /// <summary>The text as a stream.</summary>
    public Stream OpenText() => Gzip ? new GZipStream(OpenBody(), CompressionMode.Decompress) : OpenBody();

    /// <summary>The stored bytes as a stream.</summary>
    public Stream OpenBody() => MemoryMarshal.TryGetArray(Body, out var segment)
        ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
        : new MemoryStream(Body.ToArray(), writable: false);
}
