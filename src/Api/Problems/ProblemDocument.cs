using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using StackOperator.Api.Responses;

namespace StackOperator.Api.Problems;

/// <summary>Writes problems of the environment API as <c>application/problem+json</c> (RFC 9457), with a code and all faults.</summary>
internal static class ProblemDocument
{
    private const string MediaType = "application/problem+json";

    private static readonly string[] Routes = ["/stacks", "/workspaces", "/projects", "/vcs-integrations", "/credential-configs", "/state-backend-configs"];

    /// <summary>Whether a request belongs to the environment API, also when no route fits it.</summary>
    public static bool Covers(HttpRequest request)
    {
        foreach (var route in Routes)
        {
            if (request.Path.StartsWithSegments(route, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the body and its type; status and headers are set by the caller.</summary>
    public static void Write(HttpContext context, ApiProblem problem)
    {
        context.Response.ContentType = MediaType;
        using var writer = new Utf8JsonWriter(context.Response.BodyWriter, JsonAnswer.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "about:blank");
        writer.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(problem.Code));
        writer.WriteNumber("status"u8, problem.Code);
        writer.WriteString("code"u8, problem.Reference ?? WordFor(problem.Code));
        writer.WriteString("detail"u8, problem.Text);
        writer.WriteString("request_id"u8, context.TraceIdentifier);
        if (problem.Items.Count > 0)
        {
            writer.WriteStartArray("errors"u8);
            foreach (var item in problem.Items)
            {
                Write(writer, item);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ProblemItem item)
    {
        writer.WriteStartObject();
        writer.WriteString("field"u8, item.Field);
        writer.WriteString("code"u8, item.Code);
        writer.WriteString("detail"u8, item.Detail);
        if (item.Value is { } value)
        {
            writer.WriteString("value"u8, value);
        }

        if (item.WorkspaceId is { } workspace)
        {
            writer.WriteString("workspace_id"u8, workspace);
        }

        if (item.StackId is { } stack)
        {
            writer.WriteString("stack_id"u8, stack);
        }
        else if (item.WorkspaceId is not null)
        {
            writer.WriteNull("stack_id"u8);
        }

        if (item.Path is { } path)
        {
            writer.WriteStartArray("path"u8);
            foreach (var name in path)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static string WordFor(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "malformed_body",
        StatusCodes.Status401Unauthorized => "unauthenticated",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status409Conflict => "conflict",
        StatusCodes.Status412PreconditionFailed => "precondition_failed",
        StatusCodes.Status413PayloadTooLarge => "body_too_large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        >= 500 => "internal_error",
        _ => "status_" + status.ToString(CultureInfo.InvariantCulture),
    };
}
