using System.IO.Compression;
using Microsoft.Net.Http.Headers;
using StackOperator.Store.Updates;

namespace StackOperator.Api.State;

/// <summary>Sends a stored text: as it is stored to clients that take gzip, inflated on the way to others.</summary>
internal static class PackedAnswer
{
    public static async Task WriteAsync(HttpContext context, PackedText text)
    {
        var response = context.Response;
        response.ContentType = "application/json";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (!text.Gzip)
        {
            response.ContentLength = text.Body.Length;
            await response.Body.WriteAsync(text.Body, context.RequestAborted);
            return;
        }

        if (TakesGzip(context.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = text.Body.Length;
            await response.Body.WriteAsync(text.Body, context.RequestAborted);
            return;
        }

        response.ContentLength = text.Length;
        await using var inflated = new GZipStream(text.OpenBody(), CompressionMode.Decompress);
        await inflated.CopyToAsync(response.Body, context.RequestAborted);
    }

    private static bool TakesGzip(HttpRequest request) => request.GetTypedHeaders().AcceptEncoding
        .Any(static e => e.Quality is null or > 0 && (e.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) || e.Value == "*"));
}
