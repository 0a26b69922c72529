using StackOperator.Api.Problems;
using StackOperator.Api.Requests;
using StackOperator.Api.Resources;
using StackOperator.Api.Responses;
using StackOperator.Api.Security;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Store.Claims;
using StackOperator.Store.StackQueries;

namespace StackOperator.Api.Stacks;

/// <summary>
/// <c>POST …/rename</c>. The new identity is claimed as in a create, so that nobody else takes it meanwhile and a retry
/// after an attempt without an answer knows that what it finds there is its own. Refused renames are taken back.
/// </summary>
internal sealed class RenameStack(StackQueries queries, IdentityClaims claims, StackHolds holds, StackObjects objects, StackWriter writer, IWriteSteps steps)
{
    public async Task HandleAsync(HttpContext context)
    {
        var from = StackRoute.IdentityOf(context);
        var request = await RequestBody.ReadJsonAsync(context, ApiJsonContext.Default.RenameStackRequest, context.RequestAborted);
        var (to, problem) = RenameTarget.Read(from, request);
        problem ??= await RenameAsync(new Move(from, to, context.GetCaller().Login), context.RequestAborted);
        await (problem is null ? JsonAnswer.NoContentAsync(context) : ProblemResponse.WriteAsync(context, problem));
    }

    private async Task<ApiProblem?> RenameAsync(Move move, CancellationToken cancellationToken)
    {
        if (await queries.FindOwnershipAsync(move.From, cancellationToken) is not { } row)
        {
            return await FinishEarlierAttemptAsync(move, cancellationToken) ? null : StackRoute.Unknown(move.From);
        }

        if (move.From == move.To)
        {
            return ApiProblem.Conflict($"the stack is named '{move.To}' already");
        }

        if (row.ActiveUpdate is not null)
        {
            return StackBusy.Problem;
        }

        if (await claims.ClaimAsync(move.To, move.ClaimText, writer.Lease, cancellationToken) == ClaimOutcome.Busy)
        {
            return Taken(move);
        }

        return await RenameClaimedAsync(move, row, cancellationToken);
    }

    private async Task<ApiProblem?> RenameClaimedAsync(Move move, StackOwnership row, CancellationToken cancellationToken)
    {
        var answered = false;
        try
        {
            await steps.ReachedAsync(WriteStep.Claimed);
            if (await queries.FindOwnershipAsync(move.To, cancellationToken) is { } there)
            {
                // The same row: an earlier attempt was carried out since this one looked for its old name.
                answered = true;
                return there.Id == row.Id ? null : Taken(move);
            }

            if (!await holds.TryHoldAsync(row.Id, writer.Lease, cancellationToken))
            {
                answered = true;
                return StackBusy.Problem;
            }

            await steps.ReachedAsync(WriteStep.Held);
            var outcome = await WriteAsync(move, row, cancellationToken);
            answered = outcome != WriteOutcome.TimedOut;
            return outcome.IsReady ? null : outcome.IsRefusedAs(StackConditions.ReasonIdentityTaken) ? Taken(move) : outcome.ToProblem($"the rename of stack '{move.From}'");
        }
        finally
        {
            await holds.ReleaseAsync(row.Id, CancellationToken.None);
            await (answered ? claims.DropAsync(move.To, CancellationToken.None) : claims.AbandonAsync(move.To, CancellationToken.None));
        }
    }

    private async Task<WriteOutcome> WriteAsync(Move move, StackOwnership row, CancellationToken cancellationToken)
    {
        var (owner, failure) = await writer.FindOwnerAsync(move.From, row, move.Login, cancellationToken);
        if (owner is null)
        {
            return failure!;
        }

        var outcome = await writer.ChangeAsync(owner, o => PatchAsync(o, move, cancellationToken), cancellationToken);
        if (outcome == WriteOutcome.Refused && await objects.FindAsync(owner.Key, cancellationToken) is null)
        {
            // The row outlived its object: a new one adopts it.
            (owner, failure) = await writer.FindOwnerAsync(move.From, row with { OwnerUid = null }, move.Login, cancellationToken);
            outcome = owner is null ? failure! : await writer.ChangeAsync(owner, o => PatchAsync(o, move, cancellationToken), cancellationToken);
        }

        if (owner is not null && outcome.Verdict is { Ready: false, Deleted: false })
        {
            // Refused: the object gets its old identity back, unless somebody gave it a third one.
            await objects.TryRenameAsync(owner.Key, owner.Uid, move.To, move.From, cancellationToken);
        }

        return outcome;
    }

    // An earlier attempt may have patched the object already; then the wait is all that is left.
    private async Task<StackResource?> PatchAsync(OwningObject owner, Move move, CancellationToken cancellationToken)
    {
        if (await objects.TryRenameAsync(owner.Key, owner.Uid, move.From, move.To, cancellationToken) is { } patched)
        {
            return patched;
        }

        var present = await objects.FindAsync(owner.Key, cancellationToken);
        return present?.Metadata.Uid == owner.Uid && present.Spec.Project == move.To.Project && present.Spec.Name == move.To.Name ? present : null;
    }

    private async Task<bool> FinishEarlierAttemptAsync(Move move, CancellationToken cancellationToken)
    {
        if (!await claims.IsAbandonedByAsync(move.To, move.ClaimText, cancellationToken) || !await queries.ExistsAsync(move.To, cancellationToken))
        {
            return false;
        }

        if (await claims.ClaimAsync(move.To, move.ClaimText, writer.Lease, cancellationToken) == ClaimOutcome.Busy)
        {
            return false;
        }

        await claims.DropAsync(move.To, cancellationToken);
        return true;
    }

    private static ApiProblem Taken(Move move) => ApiProblem.Conflict($"stack '{move.To}' already exists");

    private sealed record Move(StackIdentity From, StackIdentity To, string Login)
    {
        /// <summary>A create of the same identity by the same caller must not take a rename for its own earlier attempt.</summary>
        public string ClaimText => $"{Login} renaming {From}";
    }
}
