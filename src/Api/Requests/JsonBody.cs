using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using StackOperator.Api.Problems;

namespace StackOperator.Api.Requests;

/// <summary>The body of a request of the environment API: exactly one JSON object, no key twice.</summary>
internal sealed class JsonBody
{
    private const int MaxDepth = 32;

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    private JsonBody(JsonElement root) => Root = root;

    /// <summary>The object; lives as long as the request.</summary>
    public JsonElement Root { get; }

    /// <summary>The body that was read before the handler ran.</summary>
    public static JsonBody Of(HttpContext context) => context.Features.Get<JsonBody>() ?? throw new InvalidOperationException($"Route '{context.GetEndpoint()?.DisplayName}' takes no body.");

    /// <summary>Names this request among those with one Idempotency-Key.</summary>
    public static byte[] Fingerprint(HttpContext context) => SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{context.Request.Method} {context.Request.Path}\n{context.Features.Get<JsonBody>()?.Root.GetRawText()}"));

    /// <summary>Reads the body and keeps it for the handler.</summary>
    /// <exception cref="ApiProblemException">400, 413 or 415.</exception>
    public static async Task ReadAsync(HttpContext context)
    {
        if (!IsJson(context.Request))
        {
            throw ApiProblem.UnsupportedMediaType("send the body with 'Content-Type: application/json'").AsException();
        }

        using var bytes = await RequestBody.ReadAsync(context, context.RequestAborted);
        var document = Parse(bytes.Memory);
        context.Response.RegisterForDispose(document);
        context.Features.Set(new JsonBody(document.RootElement));
    }

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            // The array goes back to its pool: the document gets bytes of its own.
            var document = JsonDocument.Parse(bytes.ToArray(), s_strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw Malformed("the body must be one JSON object");
        }
        catch (InvalidOperationException)
        {
            throw Malformed("a key of the body is not Unicode");
        }
        catch (JsonException exception)
        {
            // Without the parser's words: they quote the body.
            throw Malformed(exception.LineNumber is { } line
                ? $"the body is not valid JSON at line {line + 1}, position {exception.BytePositionInLine + 1}"
                : "the body is not valid JSON: an object has one key twice, or it is not UTF-8");
        }
    }

    private static ApiProblemException Malformed(string text) => (ApiProblem.BadRequest(text) with { Reference = "malformed_body" }).AsException();
}
