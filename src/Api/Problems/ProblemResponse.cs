using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StackOperator.Api.Problems;

/// <summary>Writes problems. The only place that shapes an error body.</summary>
public static class ProblemResponse
{
    /// <summary>Names the request in logs and in the CLI's messages for 5xx.</summary>
    public const string RequestIdHeader = "X-Pulumi-Request-ID";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers with a problem; for HEAD the server drops the body.</summary>
    public static async Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        var response = context.Response;
        var allowed = response.Headers.Allow;
        response.Clear();
        response.Headers.Allow = allowed;
        response.StatusCode = problem.Code;
        response.ContentType = "application/json";
        response.Headers[RequestIdHeader] = context.TraceIdentifier;
        if (problem.RetryAfter is { } delay)
        {
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(delay.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Code == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = ProblemDocument.Covers(context.Request) ? "Bearer" : "token";
        }

        if (ProblemDocument.Covers(context.Request))
        {
            ProblemDocument.Write(context, problem);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
            return;
        }

        var writer = new Utf8JsonWriter(response.BodyWriter, WriterOptions);
        await using (writer.ConfigureAwait(false))
        {
            writer.WriteStartObject();
            writer.WriteNumber("code"u8, problem.Code);
            writer.WriteString("message"u8, problem.Message);
            if (problem.Reference is { } reason)
            {
                writer.WriteString("reason"u8, reason);
            }

            writer.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
