using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using StackOperator.Api.Problems;

namespace StackOperator.Api.Updates;

/// <summary>
/// The body of a create call (UpdateProgramRequest). Only what the history shows again and whether it is a dry run is read;
/// those values are kept as they were sent.
/// </summary>
internal sealed record CreateUpdateBody(bool DryRun, ReadOnlyMemory<byte>? Message, ReadOnlyMemory<byte>? Environment, ReadOnlyMemory<byte>? Config)
{
    private const int MaxDepth = 64;

    public static CreateUpdateBody Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return new CreateUpdateBody(false, null, null, null);
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Read(Expect(document.RootElement, JsonValueKind.Object, "the body"));
        }
        catch (JsonException)
        {
            throw ApiProblem.BadRequest($"the body is not valid JSON, or nested deeper than {MaxDepth} levels").AsException();
        }
    }

    private static CreateUpdateBody Read(JsonElement root)
    {
        var dryRun = Find(root, "options", JsonValueKind.Object, out var options)
            && options.TryGetProperty("dryRun", out var flag) && flag.ValueKind == JsonValueKind.True;
        ReadOnlyMemory<byte>? message = null;
        ReadOnlyMemory<byte>? environment = null;
        if (Find(root, "metadata", JsonValueKind.Object, out var metadata))
        {
            message = Find(metadata, "message", JsonValueKind.String, out var text) ? Raw(text) : default(ReadOnlyMemory<byte>?);
            environment = Find(metadata, "environment", JsonValueKind.Object, out var names) ? Raw(ExpectStrings(names)) : default(ReadOnlyMemory<byte>?);
        }

        // Without its type, null would become empty memory: an empty text is no JSON.
        return new CreateUpdateBody(dryRun, message, environment, Find(root, "config", JsonValueKind.Object, out var config) ? Raw(config) : default(ReadOnlyMemory<byte>?));
    }

    private static bool Find(JsonElement parent, string name, JsonValueKind kind, [NotNullWhen(true)] out JsonElement value) =>
        parent.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null && Expect(value, kind, $"'{name}'").ValueKind == kind;

    private static JsonElement ExpectStrings(JsonElement map)
    {
        foreach (var member in map.EnumerateObject())
        {
            Expect(member.Value, JsonValueKind.String, "every value of 'metadata.environment'");
        }

        return map;
    }

    private static JsonElement Expect(JsonElement value, JsonValueKind kind, string what) => value.ValueKind == kind
        ? value
        : throw ApiProblem.BadRequest($"{what} must be {(kind == JsonValueKind.Object ? "an object" : "a string")}").AsException();

    // The document lives in pooled memory that goes back after the call.
    private static ReadOnlyMemory<byte> Raw(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).ToArray();
}
