using System.Text.Json;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Store.EnvironmentStackQueries;
using StackOperator.Store.Paging;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary><c>GET /stacks</c>: all of the organization, newest first, sent as they are read; or a page.</summary>
internal sealed class ListEnvironmentStacks(EnvironmentStackQueries queries)
{
    private const int FlushAt = 32 * 1024;

    public Task HandleAsync(HttpContext context)
    {
        var page = PageQuery.Read(context);
        var organization = OrganizationScope.Of(context).Organization;
        return page.Limit is null ? StreamAsync(context, organization) : SendPageAsync(context, organization, page);
    }

    private async Task StreamAsync(HttpContext context, string organization)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, JsonAnswer.WriterOptions);
        writer.WriteStartArray();
        await foreach (var record in queries.ListAsync(organization, null, null, context.RequestAborted))
        {
            EnvironmentStackJson.Write(writer, record);
            if (writer.BytesPending >= FlushAt)
            {
                await writer.FlushAsync(context.RequestAborted);
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }
        }

        writer.WriteEndArray();
        await writer.FlushAsync(context.RequestAborted);
    }

    private async Task SendPageAsync(HttpContext context, string organization, PageQuery page)
    {
        // The row after the last of the page only tells that there is a next one.
        var rows = new List<EnvironmentStackRecord>();
        await foreach (var record in queries.ListAsync(organization, page.After, page.Limit + 1, context.RequestAborted))
        {
            rows.Add(record);
        }

        if (rows.Count > page.Limit)
        {
            rows.RemoveAt(rows.Count - 1);
            page.Link(context, new PageKey(rows[^1].CreatedAt, rows[^1].Id));
        }

        using var json = JsonScratch.Rent();
        json.Writer.WriteStartArray();
        foreach (var row in rows)
        {
            EnvironmentStackJson.Write(json.Writer, row);
        }

        json.Writer.WriteEndArray();
        await json.SendAsync(context);
    }
}
