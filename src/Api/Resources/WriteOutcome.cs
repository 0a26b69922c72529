using StackOperator.Api.Problems;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Api.Resources;

/// <summary>How a write ended.</summary>
internal sealed class WriteOutcome
{
    /// <summary>The operator did not answer in time; what was written stays.</summary>
    public static readonly WriteOutcome TimedOut = new(null);

    /// <summary>Another object of the same identity was there first.</summary>
    public static readonly WriteOutcome Taken = new(null);

    /// <summary>The object was not what the write expected; nothing was written.</summary>
    public static readonly WriteOutcome Refused = new(null);

    private static readonly TimeSpan OperatorRetry = TimeSpan.FromSeconds(5);

    private WriteOutcome(StackVerdict? verdict) => Verdict = verdict;

    /// <summary>The operator's word, when there is one.</summary>
    public StackVerdict? Verdict { get; }

    /// <summary>The row is what the object asks for.</summary>
    public bool IsReady => Verdict is { Ready: true };

    /// <summary>The object is gone.</summary>
    public bool IsDeleted => Verdict is { Deleted: true };

    /// <summary>The operator refused for this reason.</summary>
    public bool IsRefusedAs(string reason) => Verdict is { Ready: false, Deleted: false } verdict && verdict.Reason == reason;

    public static WriteOutcome Of(StackVerdict verdict) => new(verdict);

    /// <summary>The answer to a write that did not succeed.</summary>
    public ApiProblem ToProblem(string what)
    {
        if (this == TimedOut)
        {
            return ApiProblem.Unavailable($"the operator has not confirmed {what} yet: it may be away; what was asked stays recorded, repeat the request", OperatorRetry);
        }

        return Verdict switch
        {
            { Deleted: true } => ApiProblem.Conflict($"{what} failed: somebody deleted the stack meanwhile"),
            { Reason: StackConditions.ReasonIdentityTaken } => ApiProblem.Conflict($"{what} failed: a stack of that name already exists"),
            { Reason: StackConditions.ReasonUpdateRunning } => Stacks.StackBusy.Problem,
            { Reason: StackConditions.ReasonOrganizationNotAllowed } v => ApiProblem.Forbidden(v.Message),
            { Reason: StackConditions.ReasonInvalidSpec } v => ApiProblem.BadRequest(v.Message),
            { Reason: StackConditions.ReasonImmutableField } v => ApiProblem.BadRequest(v.Message) with { Reference = "immutable_field" },
            { Reason: StackConditions.ReasonSuspended } => ApiProblem.Conflict($"{what} failed: the stack's resource is suspended (spec.suspend)"),
            { } v => ApiProblem.Conflict($"{what} failed: {v.Message}"),
            null => ApiProblem.Conflict($"{what} failed: the stack was changed by somebody else at the same time, look at it and try again"),
        };
    }
}
