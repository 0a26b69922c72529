using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Responses;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Store.Workspaces;

namespace StackOperator.Api.Workspaces;

/// <summary>What callers are told about writes of workspaces that did not succeed.</summary>
internal sealed class WorkspaceProblems(WorkspaceStore store)
{
    /// <summary>403: only administrators let agents run.</summary>
    public static readonly ApiProblem TargetNeedsAdmin = ValidationProblem.Of(
        StatusCodes.Status403Forbidden, [new ProblemItem("execution_target", "forbidden", "only an admin of the organization may change where runs are executed")]);

    /// <summary>409: a member of a stack cannot go, nor be in another project.</summary>
    public static ApiProblem InStack(WorkspaceRow row, string? field, string detail) => ValidationProblem.Of(
        StatusCodes.Status409Conflict, [new ProblemItem(field, "workspace_in_stack", detail) { WorkspaceId = row.Id, StackId = row.StackId }]);

    /// <summary>The answer to a write; it names the holder of what is taken.</summary>
    public async Task<ApiProblem> OfAsync(WorkspaceOutcome outcome, string organization, WorkspaceRow wanted, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case WorkspaceOutcome.NameTaken:
                var named = await store.FindByNameAsync(organization, wanted.Name, cancellationToken);
                return Taken("name", ViolationCodes.WorkspaceNameTaken, "a workspace of the organization has this name", wanted.Name, named);
            case WorkspaceOutcome.StateTaken:
                var stated = await store.FindByStateAsync(organization, wanted.StateBackendConfigId, wanted.StateKey, cancellationToken);
                return Taken("state_key", ViolationCodes.StateKeyTaken, "another workspace keeps its state there", wanted.StateKey, stated);
            case WorkspaceOutcome.InStack:
                return InStack(wanted, null, "the workspace is an environment of a stack: delete the stack first, which keeps the workspace");
            case WorkspaceOutcome.Changed:
                return EntityTag.Stale;
            case WorkspaceOutcome.UnknownReference:
                return ApiProblem.Conflict("something that the workspace refers to was removed at the same time") with { Reference = ViolationCodes.UnknownReference };
            default:
                return RouteId.Unknown("workspace");
        }
    }

    private static ApiProblem Taken(string field, string code, string detail, string value, WorkspaceHolder? holder) =>
        ValidationProblem.Of(StatusCodes.Status409Conflict, [new ProblemItem(field, code, detail) { Value = value, WorkspaceId = holder?.Id, StackId = holder?.StackId }]);
}
