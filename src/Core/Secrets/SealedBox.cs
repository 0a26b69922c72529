using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace StackOperator.Core.Secrets;

/// <summary>AES-256-GCM with a random nonce: format byte, nonce (12), tag (16), ciphertext. The context is authenticated, not kept.</summary>
internal static class SealedBox
{
    /// <summary>Bytes a box adds to its content.</summary>
    internal const int Overhead = 1 + NonceBytes + TagBytes;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    internal static byte[] Seal(byte format, ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, ReadOnlySpan<byte> context)
    {
        var box = new byte[Overhead + content.Length];
        Seal(format, key, content, context, box);
        return box;
    }

    internal static void Seal(byte format, ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, ReadOnlySpan<byte> context, Span<byte> box)
    {
        box[0] = format;
        var nonce = box.Slice(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, content, box[Overhead..], box.Slice(1 + NonceBytes, TagBytes), context);
    }

    internal static bool TryOpen(byte format, ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context, [NotNullWhen(true)] out byte[]? content)
    {
        content = null;
        if (box.Length < Overhead || box[0] != format)
        {
            return false;
        }

        var opened = new byte[box.Length - Overhead];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(box.Slice(1, NonceBytes), box[Overhead..], box.Slice(1 + NonceBytes, TagBytes), opened, context);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        content = opened;
        return true;
    }
}
