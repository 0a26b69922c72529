using StackOperator.Api.Problems;
using StackOperator.Api.Security;
using StackOperator.Core.Names;
using StackOperator.Core.Stacks;
using StackOperator.Store.StackQueries;

namespace StackOperator.Api.Stacks;

/// <summary><c>GET /api/user/stacks</c>: pages of the stacks in the caller's organizations.</summary>
internal sealed class ListStacks(StackListQuery query)
{
    private const int PageSize = 100;

    public async Task HandleAsync(HttpContext context)
    {
        var filter = await ReadFilterAsync(context);
        using var page = new StackPage(PageSize, IsPulumiCli(context.Request));
        if (filter is not null)
        {
            await query.ReadAsync(filter, page, static (page, row) => page.Add(row), context.RequestAborted);
        }

        await page.SendAsync(context);
    }

    // The CLI's own listing shows a time, or that an update runs, from one number (ADR 0005).
    private static bool IsPulumiCli(HttpRequest request) => request.Headers.UserAgent.ToString().StartsWith("pulumi-cli/", StringComparison.Ordinal);

    /// <summary>The filter, or null when it can match nothing.</summary>
    private static async ValueTask<StackListFilter?> ReadFilterAsync(HttpContext context)
    {
        var request = context.Request.Query;
        string? Text(string name) => request[name] is [{ Length: > 0 } value, ..] ? value : null;

        var after = Text("continuationToken") is { } token
            ? ContinuationToken.Parse(token) ?? throw ApiProblem.BadRequest("continuationToken is not one that this service gave out").AsException()
            : (StackIdentity?)null;
        var organizations = await context.GetCaller().OrganizationsAsync(context.RequestAborted);
        if (Text("organization") is { } organization)
        {
            organizations = organizations.Contains(organization) ? [organization] : [];
        }

        if (after is { } last)
        {
            organizations = [.. organizations.Where(name => string.CompareOrdinal(name, last.Organization) >= 0)];
        }

        var (project, tagName) = (Text("project"), Text("tagName"));
        // An empty tag value is a value; an absent one is no filter.
        var tagValue = request["tagValue"] is [{ } given, ..] && (given.Length > 0 || tagName is not null) ? given : null;
        var possible = organizations.Count > 0
            && (project is null || NameRules.CheckProject(project) is null)
            && (tagName is null || NameRules.CheckTagName(tagName) is null)
            && (tagValue is null || NameRules.CheckTagValue(string.Empty, tagValue) is null);
        return possible ? new StackListFilter(organizations, project, tagName, tagValue, after, PageSize + 1) : null;
    }
}
