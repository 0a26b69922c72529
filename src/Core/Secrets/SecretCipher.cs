using System.Diagnostics.CodeAnalysis;

namespace StackOperator.Core.Secrets;

/// <summary>
/// Encrypts and decrypts the secrets of a stack. A ciphertext is the name of its data key (8 bytes) followed by an
/// AES-256-GCM box whose context is the stack's id and that name, so it opens nowhere else.
/// </summary>
public static class SecretCipher
{
    private const byte Format = 2;

    /// <summary>Encrypts; equal plaintexts give different ciphertexts.</summary>
    public static byte[] Encrypt(DataKey key, ReadOnlySpan<byte> plaintext)
    {
        var ciphertext = new byte[DataKey.IdBytes + SealedBox.Overhead + plaintext.Length];
        key.Id.CopyTo(ciphertext, 0);
        SealedBox.Seal(Format, key.Key, plaintext, Context(key.StackId, key.Id), ciphertext.AsSpan(DataKey.IdBytes));
        return ciphertext;
    }

    /// <summary>The name of the data key a ciphertext needs; false when it is too short to be one.</summary>
    public static bool TryReadKeyId(ReadOnlySpan<byte> ciphertext, [NotNullWhen(true)] out byte[]? keyId)
    {
        keyId = ciphertext.Length < DataKey.IdBytes + SealedBox.Overhead ? null : ciphertext[..DataKey.IdBytes].ToArray();
        return keyId is not null;
    }

    /// <summary>Decrypts; false when the ciphertext was tampered with or belongs to another stack or key.</summary>
    public static bool TryDecrypt(DataKey key, ReadOnlySpan<byte> ciphertext, [NotNullWhen(true)] out byte[]? plaintext)
    {
        plaintext = null;
        return TryReadKeyId(ciphertext, out var keyId)
            && keyId.AsSpan().SequenceEqual(key.Id)
            && SealedBox.TryOpen(Format, key.Key, ciphertext[DataKey.IdBytes..], Context(key.StackId, key.Id), out plaintext);
    }

    private static byte[] Context(Guid stackId, byte[] keyId) => [.. "secret"u8, .. stackId.ToByteArray(bigEndian: true), .. keyId];
}
