using StackOperator.Api.Problems;
using StackOperator.Core.Names;
using StackOperator.Store.StackQueries;

namespace StackOperator.Api.Stacks;

/// <summary><c>HEAD /api/stacks/{org}/{project}</c>: does the project exist.</summary>
internal sealed class HeadProject(StackQueries queries)
{
    public async Task HandleAsync(HttpContext context)
    {
        var (organization, project) = ((string)context.Request.RouteValues["org"]!, (string)context.Request.RouteValues["project"]!);
        var exists = NameRules.CheckOrganization(organization) is null && NameRules.CheckProject(project) is null
            && await queries.ProjectExistsAsync(organization, project, context.RequestAborted);
        if (!exists)
        {
            await ProblemResponse.WriteAsync(context, ApiProblem.NotFound($"project '{organization}/{project}' does not exist"));
        }
    }
}
