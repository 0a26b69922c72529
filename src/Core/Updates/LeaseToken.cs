using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace StackOperator.Core.Updates;

/// <summary>
/// The token that proves who runs an update: opaque to the client, kept only as a hash. It stays the same over renewals,
/// so a request in flight or a renewal whose answer was lost never meets a revoked one.
/// </summary>
public static class LeaseToken
{
    /// <summary>Start of every token, so that secret scanners and people recognise one.</summary>
    public const string Prefix = "pul-lease-";

    private const int SecretBytes = 32;
    private const int MaxLength = 200;

    /// <summary>A new random token.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>SHA-256 of a token: what is stored.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Whether a presented token is the one behind a stored hash; compares in constant time.</summary>
    public static bool Matches(string? token, byte[]? hash) =>
        token is { Length: > 0 and <= MaxLength } && hash is not null && CryptographicOperations.FixedTimeEquals(Hash(token), hash);
}
