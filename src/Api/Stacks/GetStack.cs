using System.Text.Json;
using StackOperator.Api.Problems;
using StackOperator.Api.Responses;
using StackOperator.Core.Stacks;
using StackOperator.Store.StackQueries;

namespace StackOperator.Api.Stacks;

/// <summary><c>GET /api/stacks/{org}/{project}/{stack}</c>: one prepared SELECT, written as it is read.</summary>
internal sealed class GetStack(StackQueries queries)
{
    public async Task HandleAsync(HttpContext context)
    {
        var identity = StackRoute.IdentityOf(context);
        if (await queries.FindAsync(identity, context.RequestAborted) is not { } row)
        {
            await ProblemResponse.WriteAsync(context, StackRoute.Unknown(identity));
            return;
        }

        using var json = JsonScratch.Rent();
        Write(json.Writer, identity, row);
        await json.SendAsync(context);
    }

    private static void Write(Utf8JsonWriter writer, StackIdentity identity, in StackDetails row)
    {
        writer.WriteStartObject();
        StackJson.WriteNames(writer, identity);
        writer.WritePropertyName("tags"u8);
        writer.WriteRawValue(row.TagsJson.Span, skipInputValidation: true);
        writer.WriteNumber("version"u8, row.Version);
        StackJson.WriteActiveUpdate(writer, row.ActiveUpdate);
        if (row is { ActiveUpdate: not null, ActiveKind: { } kind, ActiveStart: { } start })
        {
            writer.WriteStartObject("currentOperation"u8);
            writer.WriteString("kind"u8, kind);
            writer.WriteString("author"u8, row.ActiveAuthor ?? string.Empty);
            writer.WriteNumber("started"u8, new DateTimeOffset(start).ToUnixTimeSeconds());
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
