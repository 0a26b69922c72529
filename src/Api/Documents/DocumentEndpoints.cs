using System.Text;
using Microsoft.AspNetCore.Authorization;
using Scalar.AspNetCore;
using StackOperator.Api.Responses;

namespace StackOperator.Api.Documents;

/// <summary>Serves the OpenAPI document and a page to read and try it.</summary>
internal static class DocumentEndpoints
{
    /// <summary>Where the document is served.</summary>
    public const string Path = "/openapi/v1.json";

    public static void MapDocuments(this IEndpointRouteBuilder app)
    {
        // The routes are complete only after mapping: the text is made at the first request.
        var text = new Lazy<byte[]>(() => Encoding.UTF8.GetBytes(OpenApiDocument.Write(app.ServiceProvider.GetRequiredService<EndpointDataSource>())));
        app.MapGet(Path, context => JsonAnswer.WriteBytesAsync(context, text.Value)).WithMetadata(new AllowAnonymousAttribute());
        app.MapScalarApiReference("/docs", static options => options.WithTitle("Stack Operator").WithOpenApiRoutePattern(Path)).WithMetadata(new AllowAnonymousAttribute());
    }
}
