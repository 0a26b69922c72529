using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace StackOperator.Core.Names;

/// <summary>Derives <c>metadata.name</c> of an object from an identity of several parts: a readable slug and a hash.</summary>
public static class ObjectHandle
{
    /// <summary>Longest handle: a DNS label.</summary>
    public const int MaxLength = 63;

    private const int HashLength = 10;
    private const string HashAlphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>
    /// The handle of an identity. What was renamed keeps its handle, so a later identity may find the first choice taken:
    /// <paramref name="attempt"/> 1, 2, … give the next choices, in an order every replica agrees on.
    /// </summary>
    public static string For(int attempt, params ReadOnlySpan<string> parts)
    {
        var hash = Hash(attempt, parts);
        var slug = Slug(string.Join('-', parts), MaxLength - HashLength - 1);
        return slug.Length == 0 ? $"s-{hash}" : $"{slug}-{hash}";
    }

    private static string Hash(int attempt, ReadOnlySpan<string> parts)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            // Length prefixes keep ("a-b", "c") and ("a", "b-c") apart, whatever the names contain.
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            sha.AppendData(length);
            sha.AppendData(bytes);
        }

        if (attempt > 0)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, attempt);
            sha.AppendData(length);
        }

        var digest = sha.GetHashAndReset();
        return string.Create(HashLength, digest, static (chars, digest) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = HashAlphabet[digest[i] & 31];
            }
        });
    }

    private static string Slug(string text, int maxLength)
    {
        var slug = new StringBuilder(maxLength);
        foreach (var c in text)
        {
            var lower = char.ToLowerInvariant(c);
            if (char.IsAsciiLetterLower(lower) || char.IsAsciiDigit(lower))
            {
                slug.Append(lower);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }

            if (slug.Length == maxLength)
            {
                break;
            }
        }

        return slug.ToString().TrimEnd('-');
    }
}
