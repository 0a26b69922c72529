using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StackOperator.Core.Secrets;

/// <summary>
/// The keys that wrap the data keys of stacks. The first one wraps new data keys, the others only open old ones, so a key
/// is rotated by putting a new one first and wrapping anew what the old ones wrapped.
/// </summary>
public sealed class KeyRing
{
    /// <summary>Bytes of every key: AES-256.</summary>
    public const int KeyBytes = 32;

    private const int MaxKeys = 64;
    private const int MaxIdLength = 64;
    private readonly Dictionary<string, byte[]> _keys;

    private KeyRing(string firstId, Dictionary<string, byte[]> keys)
    {
        FirstId = firstId;
        _keys = keys;
    }

    /// <summary>Name of the key that wraps new data keys.</summary>
    public string FirstId { get; }

    /// <summary>Names of all keys.</summary>
    public IReadOnlyCollection<string> Ids => _keys.Keys;

    /// <summary>
    /// Reads a ring: JSON <c>{"keys":[{"id","key"}]}</c>, or one <c>id:key</c> a line (empty lines and <c>#</c> comments
    /// are skipped). Keys are base64 of 32 bytes.
    /// </summary>
    /// <exception cref="KeyRingException">The text is neither, or a key is unfit.</exception>
    public static KeyRing Parse(string text)
    {
        var entries = text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal) ? ReadJson(text) : ReadLines(text);
        if (entries.Count is 0 or > MaxKeys)
        {
            throw new KeyRingException($"the key ring holds {entries.Count} keys: put 1 to {MaxKeys} into it");
        }

        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (id, key) in entries)
        {
            if (!keys.TryAdd(CheckId(id), Decode(id, key)))
            {
                throw new KeyRingException($"the key ring holds two keys with the id '{id}': give each key an id of its own");
            }
        }

        return new KeyRing(entries[0].Id, keys);
    }

    /// <summary>A new ring with one random key, as JSON to be kept in a file or a Kubernetes Secret.</summary>
    public static string Generate(string id) => new StringBuilder()
        .Append("{\"keys\":[{\"id\":\"").Append(CheckId(id)).Append("\",\"key\":\"")
        .Append(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))).Append("\"}]}\n").ToString();

    /// <summary>The key with a name.</summary>
    /// <exception cref="KeyRingException">The ring does not hold it.</exception>
    internal ReadOnlySpan<byte> Key(string id) => _keys.TryGetValue(id, out var key)
        ? key
        : throw new KeyRingException($"a data key is wrapped by key '{id}', which the key ring does not hold: put it back into the ring, after the first key");

    private static List<(string Id, string Key)> ReadLines(string text)
    {
        var entries = new List<(string, string)>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1)
            {
                throw new KeyRingException("a line of the key ring is not of the form id:key");
            }

            entries.Add((line[..colon].Trim(), line[(colon + 1)..].Trim()));
        }

        return entries;
    }

    private static List<(string Id, string Key)> ReadJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.GetProperty("keys").EnumerateArray()
                .Select(k => (k.GetProperty("id").GetString() ?? "", k.GetProperty("key").GetString() ?? ""))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The cause is left out on purpose: its text may quote the file.
            throw new KeyRingException("the key ring is not of the form {\"keys\":[{\"id\":\"…\",\"key\":\"…\"}]}");
        }
    }

    private static string CheckId(string id) => id is { Length: > 0 and <= MaxIdLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        ? id
        : throw new KeyRingException($"a key of the key ring has an unfit id: use 1 to {MaxIdLength} letters, digits, '-', '_' or '.'");

    private static byte[] Decode(string id, string key)
    {
        var bytes = new byte[KeyBytes + 3];
        return Base64.IsValid(key, out var length) && length == KeyBytes && Convert.TryFromBase64String(key, bytes, out _)
            ? bytes[..KeyBytes]
            : throw new KeyRingException($"key '{id}' of the key ring is not base64 of {KeyBytes} bytes");
    }
}
