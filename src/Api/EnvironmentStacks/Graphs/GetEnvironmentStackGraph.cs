using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Store.EnvironmentStackQueries;

namespace StackOperator.Api.EnvironmentStacks.Graphs;

/// <summary><c>GET /stacks/{id}/graph</c>: the promotions inside a stack as JSON, DOT or SVG, by <c>?format=</c> or Accept.</summary>
internal sealed class GetEnvironmentStackGraph(EnvironmentStackQueries queries)
{
    private const string Svg = "image/svg+xml";
    private const string Dot = "text/vnd.graphviz";

    public async Task HandleAsync(HttpContext context)
    {
        var id = RouteId.Of(context, "stack");
        var format = FormatOf(context.Request);
        if (await queries.FindAsync(OrganizationScope.Of(context).Organization, id, context.RequestAborted) is not { } stack)
        {
            await ProblemResponse.WriteAsync(context, RouteId.Unknown("stack"));
            return;
        }

        var graph = PromotionLayout.Of(stack, await queries.EdgesAsync(id, context.RequestAborted));
        context.Response.Headers.Vary = HeaderNames.Accept;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        await (format switch
        {
            Svg => SendAsync(context, GraphSvg.Draw(graph), Svg),
            Dot => SendAsync(context, Encoding.UTF8.GetBytes(GraphDot.Write(graph)), Dot + "; charset=utf-8"),
            _ => SendJsonAsync(context, graph),
        });
    }

    private static string FormatOf(HttpRequest request)
    {
        if (request.Query.TryGetValue("format", out var named))
        {
            return named.ToString() switch
            {
                "svg" => Svg,
                "dot" => Dot,
                "json" => string.Empty,
                _ => throw (ApiProblem.BadRequest("the query parameter 'format' is invalid: use json, dot or svg") with { Reference = "invalid_query" }).AsException(),
            };
        }

        var accepted = MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var types) ? types : [];
        return accepted.OrderByDescending(static type => type.Quality ?? 1).Select(static type => type.MediaType.ToString()).FirstOrDefault(static type => type is Svg or Dot or "application/json") ?? string.Empty;
    }

    private static Task SendAsync(HttpContext context, byte[] body, string type)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static async Task SendJsonAsync(HttpContext context, PromotionLayout graph)
    {
        using var json = JsonScratch.Rent();
        var writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteStartArray("nodes"u8);
        foreach (var node in graph.Nodes)
        {
            WriteNode(writer, node);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("edges"u8);
        foreach (var edge in graph.Edges)
        {
            writer.WriteStartObject();
            writer.WriteString("from"u8, edge.FromId);
            writer.WriteString("to"u8, edge.ToId);
            writer.WriteString("dependency_type"u8, edge.Type);
            writer.WriteBoolean("auto_promote"u8, edge.AutoPromote);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        await json.SendAsync(context);
    }

    private static void WriteNode(Utf8JsonWriter writer, GraphNode node)
    {
        writer.WriteStartObject();
        writer.WriteString("workspace_id"u8, node.Id);
        writer.WriteString("workspace_name"u8, node.Name);
        writer.WriteString("name"u8, node.Environment);
        writer.WriteString("latest_run_status"u8, node.Status);
        writer.WriteNumber("layer"u8, node.Layer);
        writer.WriteEndObject();
    }
}
