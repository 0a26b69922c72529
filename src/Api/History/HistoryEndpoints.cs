using System.Globalization;
using System.Text.Json;
using StackOperator.Api.Documents;
using StackOperator.Api.Problems;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Api.Stacks;
using StackOperator.Store.Access;
using StackOperator.Store.Updates;

namespace StackOperator.Api.History;

/// <summary>The history of a stack (pulumi-protocol 2.8).</summary>
internal static class HistoryEndpoints
{
    private const string Tag = "History";
    private const int MaxPageSize = 1000;
    private const int All = 100_000;

    public static void MapHistory(this IEndpointRouteBuilder api)
    {
        api.MapGet($"{StackRoute.Stack}/updates", ListAsync)
            .RequireRole(Role.Viewer)
            .Describe("listUpdates", "Updates, imports and renames of a stack, newest first", Tag)
            .Query("page", "From 1 on.").Query("pageSize", "Entries on a page; without it all are given.")
            .Returns(200, "The entries.").Fails(400, 404);
        api.MapGet($"{StackRoute.Stack}/updates/latest", LatestAsync)
            .RequireRole(Role.Viewer)
            .Describe("getLatestUpdate", "The newest update of a stack", Tag)
            .Returns(200, "The update.").Fails(404);
        api.MapGet($"{StackRoute.Stack}/updates/{{version}}", VersionAsync)
            .RequireRole(Role.Viewer)
            .Describe("getUpdateOfVersion", "The update that made a version", Tag)
            .Returns(200, "The update.").Fails(404);
        api.MapGet($"{StackRoute.Stack}/updates/latest/previews", PreviewsAsync)
            .RequireRole(Role.Viewer)
            .Describe("listPreviews", "Previews and dry runs of a stack, newest first", Tag)
            .Query("page", "From 1 on.").Query("pageSize", "Entries on a page.")
            .Returns(200, "Their ids.").Fails(400, 404);
    }

    private static async Task ListAsync(HttpContext context)
    {
        var stack = StackRoute.IdentityOf(context);
        var (limit, offset) = Page(context.Request, All);
        var entries = await Reader(context).ReadAsync(stack, limit, offset, context.RequestAborted) ?? throw StackRoute.Unknown(stack).AsException();
        await WriteAsync(context, writer =>
        {
            writer.WriteStartArray("updates"u8);
            foreach (var entry in entries)
            {
                HistoryJson.Write(writer, entry);
            }

            writer.WriteEndArray();
        });
    }

    private static async Task LatestAsync(HttpContext context)
    {
        var stack = StackRoute.IdentityOf(context);
        var entries = await Reader(context).ReadLatestAsync(stack, context.RequestAborted) ?? throw StackRoute.Unknown(stack).AsException();
        await WriteOneAsync(context, entries.Count > 0 ? entries[0] : throw ApiProblem.NotFound($"stack '{stack}' was never updated").AsException());
    }

    private static async Task VersionAsync(HttpContext context)
    {
        var stack = StackRoute.IdentityOf(context);
        var known = long.TryParse((string?)context.Request.RouteValues["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var entries = await Reader(context).ReadVersionAsync(stack, known ? version : 0, context.RequestAborted) ?? throw StackRoute.Unknown(stack).AsException();
        await WriteOneAsync(context, entries.Count > 0 ? entries[0] : throw ApiProblem.NotFound($"stack '{stack}' has no such version").AsException());
    }

    private static async Task PreviewsAsync(HttpContext context)
    {
        var stack = StackRoute.IdentityOf(context);
        var (limit, offset) = Page(context.Request, 1);
        var ids = await Reader(context).ReadPreviewsAsync(stack, limit, offset, context.RequestAborted) ?? throw StackRoute.Unknown(stack).AsException();
        await WriteAsync(context, writer =>
        {
            writer.WriteStartArray("updates"u8);
            foreach (var id in ids)
            {
                writer.WriteStartObject();
                writer.WriteString("updateID"u8, id);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private static HistoryReader Reader(HttpContext context) => context.RequestServices.GetRequiredService<HistoryReader>();

    private static (int Limit, long Offset) Page(HttpRequest request, int without)
    {
        var size = Number(request, "pageSize");
        var page = Number(request, "page") ?? 1;
        if (page < 1 || size is < 0)
        {
            throw ApiProblem.BadRequest("'page' counts from 1, 'pageSize' must not be negative").AsException();
        }

        if (size is null or 0)
        {
            return (without, page > 1 ? (page - 1) * without : 0);
        }

        var limit = (int)Math.Min(size.Value, MaxPageSize);
        return (limit, (page - 1) * limit);
    }

    private static long? Number(HttpRequest request, string name)
    {
        var text = request.Query[name].FirstOrDefault();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw ApiProblem.BadRequest($"'{name}' must be an integer").AsException();
    }

    private static Task WriteOneAsync(HttpContext context, HistoryEntry entry) => WriteAsync(context, writer =>
    {
        writer.WritePropertyName("info"u8);
        HistoryJson.Write(writer, entry);
    });

    private static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> members)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, JsonAnswer.WriterOptions);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }
}
