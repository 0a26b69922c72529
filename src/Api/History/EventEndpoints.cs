using System.Globalization;
using System.Text.Json;
using StackOperator.Api.Documents;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Api.Updates;
using StackOperator.Core.Updates;
using StackOperator.Store.Access;
using StackOperator.Store.Updates;

namespace StackOperator.Api.History;

/// <summary>Engine events of an update (pulumi-protocol 2.7).</summary>
internal static class EventEndpoints
{
    private const string Tag = "History";
    private const int PageSize = 500;
    private const int MaxScanned = 20_000;

    public static void MapEvents(this IEndpointRouteBuilder api)
    {
        api.MapPost($"{UpdateRoute.Update}/events/batch", AppendAsync)
            .WithAccess(new LeaseAccess()).WithBodyLimit(UpdateLimits.Events)
            .Describe("appendEvents", "Store engine events", Tag)
            .Explain("In any order, repeats are harmless.")
            .Returns(200, "Stored, now or before.").Fails(400, 403, 404, 413);
        api.MapGet($"{UpdateRoute.Update}/events", ReadAsync)
            .RequireRole(Role.Viewer)
            .Describe("listEvents", "Engine events of an update, in order", Tag)
            .Query("continuationToken", "From the answer before.")
            .Query("type", "Only events of this type; repeatable.")
            .Query("urn", "Only events about this resource.")
            .Returns(200, "Events. Without a token there are no more to come.").Fails(400, 404);
    }

    private static async Task AppendAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context, context.RequestAborted);
        var batch = EventBatch.Parse(body.Memory);
        var update = UpdateRoute.AddressOf(context);
        var verdict = await context.RequestServices.GetRequiredService<EventStore>()
            .AppendAsync(update, LeaseAccess.TokenOf(context), batch.Events, batch.ResourceChanges, context.RequestAborted);
        if (UpdateProblems.Of(verdict, update) is { } problem)
        {
            throw problem.AsException();
        }
    }

    private static async Task ReadAsync(HttpContext context)
    {
        var update = UpdateRoute.AddressOf(context);
        var filter = EventFilter.Of(context.Request);
        var store = context.RequestServices.GetRequiredService<EventStore>();
        var (after, scanned) = (ReadToken(context.Request), 0);
        List<EngineEventRow> found = [];
        while (true)
        {
            var page = await store.ReadAsync(update, after, PageSize, context.RequestAborted) ?? throw UpdateRoute.Unknown(update.Stack).AsException();
            found.AddRange(page.Events.Where(e => filter.Passes(e.Body)));
            scanned += page.Events.Count;
            after = page.Events.Count > 0 ? page.Events[^1].Sequence : after;
            if (!page.More || found.Count > 0 || scanned >= MaxScanned)
            {
                var more = page.More || !UpdateLifecycle.IsFinal(page.Status);
                await WriteAsync(context, found, page.Status, more ? $"s{(after + 1).ToString(CultureInfo.InvariantCulture)}" : null);
                return;
            }
        }
    }

    // "s" and the number of the first event that is still wanted: safe in a URL without escaping.
    private static long ReadToken(HttpRequest request)
    {
        var token = request.Query["continuationToken"].FirstOrDefault();
        if (string.IsNullOrEmpty(token))
        {
            return -1;
        }

        return token[0] == 's' && long.TryParse(token.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var next)
            ? next - 1
            : throw ApiProblem.BadRequest("'continuationToken' is not one of this list").AsException();
    }

    private static async Task WriteAsync(HttpContext context, List<EngineEventRow> events, UpdateStatus status, string? token)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, JsonAnswer.WriterOptions);
        writer.WriteStartObject();
        writer.WriteString("status"u8, UpdateNames.Of(status));
        writer.WriteStartArray("events"u8);
        foreach (var e in events)
        {
            writer.WriteRawValue(e.Body.Span, skipInputValidation: true);
            if (writer.BytesPending > 64 * 1024)
            {
                await writer.FlushAsync(context.RequestAborted);
            }
        }

        writer.WriteEndArray();
        if (token is not null)
        {
            writer.WriteString("continuationToken"u8, token);
        }
        else
        {
            writer.WriteNull("continuationToken"u8);
        }

        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }
}
