using System.Security.Cryptography;
using System.Text;

namespace StackOperator.Store.Access;

/// <summary>The form of access tokens: a fixed prefix, by which scanners find leaked ones, and 256 random bits.</summary>
public static class AccessToken
{
    /// <summary>First characters of every token.</summary>
    public const string Prefix = "sop-";

    /// <summary>Characters of a token that listings show.</summary>
    public const int ShownLength = 12;

    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>A new token. It exists in clear only in the answer to the person who asked for it.</summary>
    public static string Create() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Hash by which a token is stored and found. A token holds 256 random bits: no salt, no stretching needed.</summary>
    public static byte[] Hash(string token)
    {
        var hash = new byte[HashLength];
        Hash(token, hash);
        return hash;
    }

    /// <summary>Writes the hash of a token to the given 32 bytes.</summary>
    public static void Hash(ReadOnlySpan<char> token, Span<byte> hash)
    {
        var max = Encoding.UTF8.GetMaxByteCount(token.Length);
        Span<byte> bytes = max <= 512 ? stackalloc byte[512] : new byte[max];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
    }
}
