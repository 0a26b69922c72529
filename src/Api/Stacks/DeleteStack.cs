using StackOperator.Api.Problems;
using StackOperator.Api.Resources;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Core.Stacks;
using StackOperator.Store.StackQueries;

namespace StackOperator.Api.Stacks;

/// <summary><c>DELETE /api/stacks/{org}/{project}/{stack}</c>: everything of the stack goes. A repetition goes on where the last one stopped.</summary>
internal sealed class DeleteStack(StackQueries queries, StackHolds holds, StackWriter writer, IWriteSteps steps)
{
    // The CLI compares the whole message.
    private static readonly ApiProblem StillHasResources = ApiProblem.BadRequest("Stack still contains resources.");

    public async Task HandleAsync(HttpContext context)
    {
        var identity = StackRoute.IdentityOf(context);
        var force = string.Equals(context.Request.Query["force"], "true", StringComparison.OrdinalIgnoreCase);
        var problem = await DeleteAsync(identity, force, context.GetCaller().Login, context.RequestAborted);
        await (problem is null ? JsonAnswer.NoContentAsync(context) : ProblemResponse.WriteAsync(context, problem));
    }

    private async Task<ApiProblem?> DeleteAsync(StackIdentity identity, bool force, string login, CancellationToken cancellationToken)
    {
        if (await queries.FindOwnershipAsync(identity, cancellationToken) is not { } row)
        {
            return StackRoute.Unknown(identity);
        }

        if (row.ActiveUpdate is not null)
        {
            return StackBusy.Problem;
        }

        if (row.ResourceCount > 0 && !force)
        {
            return StillHasResources;
        }

        if (!await holds.TryHoldAsync(row.Id, writer.Lease, cancellationToken))
        {
            return StackBusy.Problem;
        }

        var gone = false;
        try
        {
            await steps.ReachedAsync(WriteStep.Held);
            var outcome = await DeleteOwnerAsync(identity, row, login, cancellationToken);
            gone = outcome.IsDeleted || (outcome == WriteOutcome.Refused && await writer.IsGoneAsync(identity, cancellationToken));
            return gone ? null : outcome.ToProblem($"the deletion of stack '{identity}'");
        }
        finally
        {
            if (!gone)
            {
                await holds.ReleaseAsync(row.Id, CancellationToken.None);
            }
        }
    }

    private async Task<WriteOutcome> DeleteOwnerAsync(StackIdentity identity, StackOwnership row, string login, CancellationToken cancellationToken)
    {
        var (owner, failure) = await writer.FindOwnerAsync(identity, row, login, cancellationToken);
        if (owner is null)
        {
            return failure!;
        }

        var outcome = await writer.DeleteAsync(owner, cancellationToken);
        if (outcome != WriteOutcome.Refused || await writer.IsGoneAsync(identity, cancellationToken))
        {
            return outcome;
        }

        // The row's object is gone without its finalizer having run: a new object adopts the row, and goes with it.
        (owner, failure) = await writer.FindOwnerAsync(identity, row with { OwnerUid = null }, login, cancellationToken);
        return owner is null ? failure! : await writer.DeleteAsync(owner, cancellationToken);
    }
}
