using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using StackOperator.Api.Problems;

namespace StackOperator.Api.Requests;

/// <summary>
/// Reads request bodies: plain or gzip, never more than the route's <see cref="BodyLimit"/>. The Content-Type is not looked at
/// (the CLI sends <c>application/json</c> with everything). Faults of the body are <see cref="ApiProblemException"/>.
/// </summary>
public static class RequestBody
{
    private const long LargestSwallowed = 64 * 1024 * 1024;

    /// <summary>The whole inflated body in memory that <see cref="BodyMemory"/> counts; dispose it.</summary>
    public static async ValueTask<PooledBody> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var limit = BodyLimit.Of(context).Bytes;
        var isGzip = Prepare(context, limit);
        var reading = new BodyReading(context.RequestServices.GetRequiredService<BodyMemory>(), limit);
        try
        {
            var wire = await reading.ReceiveAsync(context.Request, isGzip, cancellationToken);
            return isGzip ? reading.Finish(await reading.InflateAsync(wire, cancellationToken), wire) : reading.Finish(wire, null);
        }
        catch
        {
            reading.GiveUp();
            throw;
        }
    }

    // Checks what the headers say and lifts the server's own limit to that of the route; tells whether the body is compressed.
    private static bool Prepare(HttpContext context, long limit)
    {
        var sizeFeature = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        var announced = context.Request.ContentLength;
        if (sizeFeature is { IsReadOnly: false })
        {
            // A client that is still sending reads the answer only if the server swallows the rest instead of hanging up.
            sizeFeature.MaxRequestBodySize = announced > limit && announced <= LargestSwallowed ? null : limit;
        }

        if (announced > limit)
        {
            throw BodyReading.TooLarge(limit).AsException();
        }

        var encoding = context.Request.Headers.ContentEncoding.ToString().Trim();
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase)
            ? true
            : throw ApiProblem.UnsupportedMediaType("the body's Content-Encoding is not served: send it plain or as gzip").AsException();
    }

    /// <summary>The body as an object. Empty bodies, <c>null</c>, other kinds of values and malformed JSON are 400 with the position.</summary>
    public static async ValueTask<T> ReadJsonAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var body = await ReadAsync(context, cancellationToken);
        return body.Span.IsEmpty
            ? throw ApiProblem.BadRequest("the body is empty: a JSON object is needed").AsException()
            : Parse(body.Span, type);
    }

    /// <summary>The body as an object, or null when it is empty.</summary>
    public static async ValueTask<T?> ReadOptionalJsonAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var body = await ReadAsync(context, cancellationToken);
        return body.Span.IsEmpty ? null : Parse(body.Span, type);
    }

    private static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type)
                ?? throw ApiProblem.BadRequest("the body is null: a JSON object is needed").AsException();
        }
        catch (JsonException exception)
        {
            throw ApiProblem.BadRequest(Explain(exception)).AsException();
        }
    }

    private static string Explain(JsonException exception)
    {
        var where = $"line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}";
        if (exception.InnerException is JsonException)
        {
            return $"the body is not valid JSON at {where}";
        }

        var path = exception.Path is null or "$" ? "the body" : $"'{exception.Path.TrimStart('$').TrimStart('.')}' in the body";
        return $"{path} has the wrong type at {where}";
    }
}
