using System.Buffers.Binary;

namespace StackOperator.Api.Requests;

/// <summary>What a gzip member says about itself (RFC 1952): it ends with the length of its text.</summary>
internal static class GzipMember
{
    private const int Shortest = 18;
    private const long LargestFactor = 1032;

    /// <summary>
    /// Length of the text as the last bytes tell it, modulo 2³². False when this is no gzip, or tells more than deflate can
    /// make of so few bytes. Only a hint until it was inflated.
    /// </summary>
    public static bool TryReadLength(ReadOnlySpan<byte> gzip, out long length)
    {
        var isGzip = gzip.Length >= Shortest && gzip.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 8]);
        length = isGzip ? BinaryPrimitives.ReadUInt32LittleEndian(gzip[^4..]) : 0;
        return isGzip && length <= gzip.Length * LargestFactor;
    }
}
