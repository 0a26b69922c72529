using Microsoft.Extensions.Options;
using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Resources;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Store.EnvironmentStackQueries;
using Outcome = StackOperator.Api.Resources.WriteOutcome<StackOperator.Crds.V1Alpha1.EnvironmentStacks.EnvironmentStackResource>;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary><c>DELETE /stacks/{id}</c>: the stack goes, its workspaces and their edges stay. A repetition goes on where the last one stopped.</summary>
internal sealed class DeleteEnvironmentStack(
    EnvironmentStackQueries queries, EnvironmentStackOwners owners, ObjectWriter<EnvironmentStackResource> writer, IOptions<ApiOptions> options)
{
    public async Task HandleAsync(HttpContext context)
    {
        var problem = await DeleteAsync(context, RouteId.Of(context, "stack"), context.RequestAborted);
        await (problem is null ? JsonAnswer.NoContentAsync(context) : ProblemResponse.WriteAsync(context, problem));
    }

    private async Task<ApiProblem?> DeleteAsync(HttpContext context, Guid id, CancellationToken cancellationToken)
    {
        var organization = OrganizationScope.Of(context).Organization;
        if (EntityTag.IsAsked(context.Request) && await queries.FindAsync(organization, id, cancellationToken) is { } present
            && !EntityTag.IsExpected(context.Request, GetEnvironmentStack.TagOf(present)))
        {
            return EntityTag.Stale;
        }

        // Twice at most: an object that went without its finalizer leaves the row to a new one, which goes with it.
        var (outcome, what) = (Outcome.Refused, "the deletion");
        for (var attempt = 0; attempt < 2 && outcome == Outcome.Refused; attempt++)
        {
            if (await queries.FindOwnershipAsync(organization, id, cancellationToken) is not { } row)
            {
                return attempt == 0 ? RouteId.Unknown("stack") : null;
            }

            what = $"the deletion of stack '{row.Record.Name}'";
            var (owner, failure) = await owners.FindAsync(organization, row, options.Value.HomeNamespace, context.GetCaller().Login, cancellationToken);
            outcome = owner is null ? failure! : await writer.DeleteAsync(EnvironmentStackOwners.Of(owner), null, cancellationToken);
        }

        return outcome.IsDeleted || await queries.FindOwnershipAsync(organization, id, cancellationToken) is null ? null : EnvironmentStackProblems.Of(outcome, what);
    }
}
