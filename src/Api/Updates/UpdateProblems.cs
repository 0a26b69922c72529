using StackOperator.Api.Problems;
using StackOperator.Api.Stacks;
using StackOperator.Core.Deployments;
using StackOperator.Core.Updates;
using StackOperator.Store.Updates;

namespace StackOperator.Api.Updates;

/// <summary>How the refusals of the update life cycle are answered (pulumi-protocol 1.6, 4.1 to 4.5).</summary>
internal static class UpdateProblems
{
    private static readonly ApiProblem s_foreign = ApiProblem.Forbidden("the update token does not belong to this update: start the update again");
    private static readonly ApiProblem s_expired = ApiProblem.Forbidden("the lease of this update has run out: start the update again");

    /// <summary>The problem for a verdict on a call with a lease token; null when it may answer success.</summary>
    public static ApiProblem? Of(UpdateVerdict? verdict, UpdateAddress update) => verdict switch
    {
        null => UpdateRoute.Unknown(update.Stack),
        UpdateVerdict.Proceed or UpdateVerdict.AlreadyDone => null,
        UpdateVerdict.ForeignLease => s_foreign,
        UpdateVerdict.LeaseExpired => s_expired,
        UpdateVerdict.NotStarted => ApiProblem.Conflict("the update has not been started"),
        UpdateVerdict.AlreadyStarted => StackBusy.Problem,
        UpdateVerdict.NoState => NoState(null),
        UpdateVerdict.DryRun => ApiProblem.Conflict("a preview or dry run must not write state"),
        _ => ApiProblem.Conflict("the update has ended"),
    };

    /// <summary>The problem of an update that ended without the state it was to give.</summary>
    /// <param name="fault">Where its journal is wrong and how.</param>
    public static ApiProblem NoState(string? fault) => ApiProblem.Conflict(
        $"the journal of this update contradicts the state it started from{(fault is null ? "" : $" ({fault})")}, so that state was kept and the update has failed. Run 'pulumi refresh', then the update again");

    /// <summary>The problem for a write of state; null when it is stored.</summary>
    public static ApiProblem? Of(WriteVerdict verdict, UpdateAddress update) => verdict switch
    {
        { Verdict: UpdateVerdict.Proceed, WrongMode: true } =>
            ApiProblem.Conflict("the update saves its state the other way: by journal if the start answered so, else by checkpoints, never both"),
        { Verdict: UpdateVerdict.Proceed, Refusal: { } refusal } => Of(refusal),
        _ => Of(verdict.Verdict, update),
    };

    /// <summary>
    /// For a renewal, 403 is the only answer that stops the client: an update that has ended, was cancelled or taken over must
    /// give it.
    /// </summary>
    public static ApiProblem? OfRenewal(RenewedLease lease, UpdateAddress update) =>
        lease.Verdict == UpdateVerdict.Ended ? ApiProblem.Forbidden("the update has ended") : Of(lease.Verdict, update);

    /// <summary>A state, checkpoint or journal that is wrong in itself.</summary>
    public static ApiProblem Of(StateRefusal refusal) => refusal.Kind switch
    {
        StateRefusalKind.TooLarge => ApiProblem.TooLarge(refusal.Message),
        StateRefusalKind.HashMismatch => ApiProblem.Conflict(refusal.Message),
        _ => ApiProblem.BadRequest(refusal.Message),
    };
}
