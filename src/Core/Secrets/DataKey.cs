using System.Security.Cryptography;
using System.Text;

namespace StackOperator.Core.Secrets;

/// <summary>The key that encrypts the secrets of one stack. It leaves memory only wrapped by a key of the ring.</summary>
public sealed class DataKey
{
    /// <summary>Bytes of a data key's name.</summary>
    public const int IdBytes = 8;

    private const byte Format = 1;
    private readonly byte[] _key;

    private DataKey(Guid stackId, byte[] id, byte[] key)
    {
        StackId = stackId;
        Id = id;
        _key = key;
    }

    /// <summary>The stack it belongs to.</summary>
    public Guid StackId { get; }

    /// <summary>Its name: <see cref="IdBytes"/> random bytes, carried by every ciphertext.</summary>
    public byte[] Id { get; }

    internal ReadOnlySpan<byte> Key => _key;

    /// <summary>A new random key for a stack.</summary>
    public static DataKey Create(Guid stackId) =>
        new(stackId, RandomNumberGenerator.GetBytes(IdBytes), RandomNumberGenerator.GetBytes(KeyRing.KeyBytes));

    /// <summary>The key under a key of the ring, bound to the stack and to its own name; what is stored.</summary>
    public byte[] Wrap(KeyRing ring) =>
        SealedBox.Seal(Format, ring.Key(ring.FirstId), _key, Context(StackId, Id, ring.FirstId));

    /// <summary>Opens a wrapped key.</summary>
    /// <exception cref="KeyRingException">The ring lacks the key that wrapped it, or holds another one under that name.</exception>
    public static DataKey Unwrap(KeyRing ring, Guid stackId, byte[] id, string ringKey, byte[] wrapped) =>
        SealedBox.TryOpen(Format, ring.Key(ringKey), wrapped, Context(stackId, id, ringKey), out var key) && key.Length == KeyRing.KeyBytes
            ? new DataKey(stackId, id, key)
            : throw new KeyRingException($"the data key of stack {stackId} does not open with key '{ringKey}' of the key ring: the ring holds another key under that id");

    private static byte[] Context(Guid stackId, byte[] id, string ringKey) =>
        [.. "data-key"u8, .. stackId.ToByteArray(bigEndian: true), .. id, .. Encoding.UTF8.GetBytes(ringKey)];
}
