using StackOperator.Api.Documents;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Workspaces;

namespace StackOperator.Api.Workspaces;

/// <summary>Adds, changes and removes edges. The workspace of the route is the downstream one.</summary>
internal sealed class DependencyWrites(DependencyStore store)
{
    public async Task WriteAsync(HttpContext context)
    {
        var id = RouteId.Of(context, "workspace");
        var fields = FieldReader.Of(context);
        fields.RefuseOthers("depends_on_id", "dependency_type", "auto_promote");
        fields.Require("depends_on_id");
        var (upstream, type, promote) = (fields.Id("depends_on_id"), fields.Word("dependency_type", "after", "references", "soft") ?? "after", fields.Flag("auto_promote") ?? false);
        if (upstream == id)
        {
            fields.Note("depends_on_id", "self_dependency", "a workspace cannot depend on itself", upstream.ToString());
        }

        var problem = ValidationProblem.Of([.. fields.Faults.DistinctBy(static fault => fault.Field)], []);
        if (problem is not null || upstream is null)
        {
            await ProblemResponse.WriteAsync(context, problem!);
            return;
        }

        var write = await store.WriteAsync(OrganizationScope.Of(context).Organization, id, upstream.Value, type, promote, context.RequestAborted);
        if (write?.Edge is not { } edge)
        {
            await ProblemResponse.WriteAsync(context, Explain(write, upstream.Value));
            return;
        }

        context.Response.StatusCode = write.Inserted ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        if (write.Inserted)
        {
            context.Response.Headers.Location = $"/workspaces/{id}/dependencies/{upstream}";
        }

        await JsonAnswer.WriteAsync(context, WorkspaceJson.Of(edge), EnvironmentJsonContext.Default.DependencyAnswer);
    }

    public async Task DeleteAsync(HttpContext context)
    {
        var gone = await store.DeleteAsync(
            OrganizationScope.Of(context).Organization, RouteId.Of(context, "workspace"), RouteId.Of(context, "dependency", "dependsOnId"), context.RequestAborted);
        await (gone ? JsonAnswer.NoContentAsync(context) : ProblemResponse.WriteAsync(context, RouteId.Unknown("dependency")));
    }

    private static ApiProblem Explain(DependencyWrite? write, Guid upstream) => write switch
    {
        null => RouteId.Unknown("workspace"),
        { Cycle: { } cycle } => ValidationProblem.Of(
            StatusCodes.Status409Conflict, [new ProblemItem("depends_on_id", "dependency_cycle", $"the dependency would close a cycle: {string.Join(" -> ", cycle)}") { Value = upstream.ToString(), Path = cycle }]),
        _ => ValidationProblem.Of(StatusCodes.Status400BadRequest, [new ProblemItem("depends_on_id", ViolationCodes.UnknownReference, "there is no such workspace in the organization") { Value = upstream.ToString() }]),
    };
}
