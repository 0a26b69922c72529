global using WriteOutcome = StackOperator.Api.Resources.WriteOutcome<StackOperator.Crds.V1Alpha1.Stacks.StackResource>;
using StackOperator.Api.Problems;
using StackOperator.Crds.V1Alpha1.Stacks;

namespace StackOperator.Api.Resources;

/// <summary>What callers are told about writes of Stacks that did not succeed.</summary>
internal static class StackWriteProblems
{
    /// <summary>When to try again while the operator is away.</summary>
    public static readonly TimeSpan OperatorRetry = TimeSpan.FromSeconds(5);

    /// <summary>The answer to a write that did not succeed.</summary>
    public static ApiProblem ToProblem(this WriteOutcome outcome, string what)
    {
        if (outcome == WriteOutcome.TimedOut)
        {
            return ApiProblem.Unavailable($"the operator has not confirmed {what} yet: it may be away; what was asked stays recorded, repeat the request", OperatorRetry);
        }

        return outcome.Verdict switch
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
