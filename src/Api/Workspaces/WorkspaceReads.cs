using System.Text.Json;
using StackOperator.Api.Documents;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Store.Paging;
using StackOperator.Store.Workspaces;

namespace StackOperator.Api.Workspaces;

/// <summary>Reads workspaces and their edges.</summary>
internal sealed class WorkspaceReads(WorkspaceStore store, DependencyStore dependencies)
{
    private const int PageSize = 100;

    public async Task GetAsync(HttpContext context)
    {
        var id = RouteId.Of(context, "workspace");
        var row = await store.FindAsync(OrganizationScope.Of(context).Organization, id, context.RequestAborted);
        await (row is null ? ProblemResponse.WriteAsync(context, RouteId.Unknown("workspace")) : WorkspaceWrites.AnswerAsync(context, row));
    }

    public async Task ListAsync(HttpContext context)
    {
        var page = PageQuery.Read(context, PageSize);
        var filter = new WorkspaceFilter(PageQuery.ReadId(context, "stack_id"), PageQuery.ReadId(context, "project_id"));
        var rows = await store.ListAsync(OrganizationScope.Of(context).Organization, filter, page.After, page.Limit!.Value + 1, context.RequestAborted);
        if (rows.Count > page.Limit)
        {
            rows = [.. rows.SkipLast(1)];
            page.Link(context, new PageKey(rows[^1].CreatedAt, rows[^1].Id));
        }

        await JsonAnswer.WriteBytesAsync(context, JsonSerializer.SerializeToUtf8Bytes([.. rows.Select(WorkspaceJson.Of)], EnvironmentJsonContext.Default.WorkspaceAnswerArray));
    }

    public async Task DependenciesAsync(HttpContext context) =>
        await AnswerAsync(context, await dependencies.UpstreamsAsync(OrganizationScope.Of(context).Organization, RouteId.Of(context, "workspace"), context.RequestAborted));

    public async Task DependentsAsync(HttpContext context) =>
        await AnswerAsync(context, await dependencies.DownstreamsAsync(OrganizationScope.Of(context).Organization, RouteId.Of(context, "workspace"), context.RequestAborted));

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<DependencyRow>? rows) => rows is null
        ? ProblemResponse.WriteAsync(context, RouteId.Unknown("workspace"))
        : JsonAnswer.WriteBytesAsync(context, JsonSerializer.SerializeToUtf8Bytes([.. rows.Select(WorkspaceJson.Of)], EnvironmentJsonContext.Default.DependencyAnswerArray));
}
