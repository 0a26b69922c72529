using System.Text.Json;
using StackOperator.Api.Problems;

namespace StackOperator.Api.Secrets;

/// <summary>Reads the byte strings (base64) of the secret calls.</summary>
internal static class SecretBody
{
    /// <summary>Most items of one batch; the CLI sends up to 1000.</summary>
    public const int MaxItems = 10_000;

    /// <summary>The one member of a single call.</summary>
    public static byte[] ReadOne(ReadOnlySpan<byte> body, string member)
    {
        byte[]? value = null;
        Read(body, member, (ref Utf8JsonReader reader) => value = Bytes(ref reader, member));
        return value ?? throw ApiProblem.BadRequest($"'{member}' is missing: send base64").AsException();
    }

    /// <summary>The list of a batch call; absent and null are an empty list. Gives each item's bytes and its text as sent.</summary>
    public static List<(string Text, byte[] Bytes)> ReadMany(ReadOnlySpan<byte> body, string member)
    {
        var items = new List<(string, byte[])>();
        Read(body, member, (ref Utf8JsonReader reader) =>
        {
            if (reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            Expect(reader.TokenType == JsonTokenType.StartArray, $"'{member}' must be a list");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Expect(items.Count < MaxItems, $"'{member}' has more than {MaxItems} items: send several batches");
                var bytes = Bytes(ref reader, $"{member}[{items.Count}]");
                items.Add((reader.TokenType == JsonTokenType.Null ? string.Empty : reader.GetString()!, bytes));
            }
        });
        return items;
    }

    private delegate void ValueReader(ref Utf8JsonReader reader);

    private static void Read(ReadOnlySpan<byte> body, string member, ValueReader read)
    {
        if (body.IsEmpty)
        {
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            Expect(reader.TokenType == JsonTokenType.StartObject, "the body must be an object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var wanted = reader.ValueTextEquals(member);
                reader.Read();
                if (wanted)
                {
                    read(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            reader.Read();
        }
        catch (JsonException)
        {
            // Without the cause: it may quote a secret.
            throw ApiProblem.BadRequest("the body is not valid JSON").AsException();
        }
    }

    // Null is an empty byte string for the client's own decoder.
    private static byte[] Bytes(ref Utf8JsonReader reader, string where)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return [];
        }

        Expect(reader.TokenType == JsonTokenType.String, $"'{where}' must be a string");
        return reader.TryGetBytesFromBase64(out var bytes) ? bytes : throw ApiProblem.BadRequest($"'{where}' is not base64").AsException();
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw ApiProblem.BadRequest(otherwise).AsException();
        }
    }
}
