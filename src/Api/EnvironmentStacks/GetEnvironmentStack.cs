using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Store.EnvironmentStackQueries;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary><c>GET /stacks/{id}</c>: one prepared SELECT.</summary>
internal sealed class GetEnvironmentStack(EnvironmentStackQueries queries)
{
    public async Task HandleAsync(HttpContext context)
    {
        var id = RouteId.Of(context, "stack");
        if (await queries.FindAsync(OrganizationScope.Of(context).Organization, id, context.RequestAborted) is not { } stack)
        {
            await ProblemResponse.WriteAsync(context, RouteId.Unknown("stack"));
            return;
        }

        using var json = JsonScratch.Rent();
        EnvironmentStackJson.Write(json.Writer, stack);
        context.Response.Headers.ETag = EntityTag.Of(json.Written);
        await json.SendAsync(context);
    }

    /// <summary>The tag that a GET of this stack has now.</summary>
    public static string TagOf(EnvironmentStackDetails stack)
    {
        using var json = JsonScratch.Rent();
        EnvironmentStackJson.Write(json.Writer, stack);
        return EntityTag.Of(json.Written);
    }
}
