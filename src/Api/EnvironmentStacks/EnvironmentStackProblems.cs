using StackOperator.Api.Problems;
using StackOperator.Api.Resources;
using StackOperator.Core.EnvironmentStacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Store.EnvironmentStackQueries;
using Outcome = StackOperator.Api.Resources.WriteOutcome<StackOperator.Crds.V1Alpha1.EnvironmentStacks.EnvironmentStackResource>;

namespace StackOperator.Api.EnvironmentStacks;

/// <summary>What callers are told about environment stacks that cannot be.</summary>
internal static class EnvironmentStackProblems
{
    /// <summary>403: only administrators let agents run.</summary>
    public static readonly ApiProblem AgentNeedsAdmin = ValidationProblem.Of(
        StatusCodes.Status403Forbidden, [new ProblemItem("execution_target", "forbidden", "only an admin of the organization may choose agents") { Value = "1" }]);

    /// <summary>References that name nothing, or something of another project; null when all are right.</summary>
    public static ApiProblem? OfReferences(EnvironmentStackFindings findings)
    {
        List<ProblemItem> items =
        [
            .. findings.UnknownReferences.Select(static field => new ProblemItem(field, ViolationCodes.UnknownReference, "there is nothing with this id in the organization")),
            .. findings.ForeignReferences.Select(static field => new ProblemItem(field, ViolationCodes.ScopeMismatch, "it belongs to another project than the stack")),
        ];
        return items.Count == 0 ? null : ValidationProblem.Of(StatusCodes.Status400BadRequest, items);
    }

    /// <summary>Who has what the stack wants; null when nobody has.</summary>
    public static ApiProblem? OfCollisions(string name, EnvironmentStackFindings findings)
    {
        List<ProblemItem> items = [.. findings.Collisions.Select(OfCollision)];
        if (findings.NameHolder is { } holder)
        {
            items.Insert(0, NameTaken(name, holder));
        }

        return items.Count == 0 ? null : ValidationProblem.Of(StatusCodes.Status409Conflict, items);
    }

    /// <summary>409: another stack has the name.</summary>
    public static ProblemItem NameTaken(string name, Guid? holder) =>
        new("name", ViolationCodes.StackNameTaken, "a stack of the organization has this name") { Value = name, StackId = holder };

    /// <summary>The answer to a write that the operator did not confirm.</summary>
    public static ApiProblem Of(Outcome outcome, string what)
    {
        if (outcome == Outcome.TimedOut)
        {
            return ApiProblem.Unavailable($"the operator has not confirmed {what} yet: it may be away; what was asked stays recorded, repeat the request", StackWriteProblems.OperatorRetry);
        }

        return outcome.Verdict switch
        {
            null => ApiProblem.Conflict($"{what} failed: the stack's resource was changed by somebody else at the same time, look at it and try again"),
            { Deleted: true } => ApiProblem.Conflict($"{what} failed: somebody deleted the stack meanwhile"),
            { } verdict => new ApiProblem(StatusOf(verdict.Reason), $"{what} failed: {verdict.Message}", Reference: CodeOf(verdict.Reason)),
        };
    }

    private static ProblemItem OfCollision(EnvironmentCollision collision) => new(
        $"environments[{collision.Environment}].name",
        collision.IsName ? ViolationCodes.WorkspaceNameTaken : ViolationCodes.StateKeyTaken,
        collision.IsName ? "a workspace has the name that this environment's would get" : $"workspace '{collision.Holder.Name}' keeps its state where this environment's would")
    {
        Value = collision.Value,
        WorkspaceId = collision.Holder.Id,
        StackId = collision.Holder.StackId,
    };

    private static int StatusOf(string reason) => reason switch
    {
        EnvironmentStackConditions.ReasonOrganizationNotAllowed => StatusCodes.Status403Forbidden,
        EnvironmentStackConditions.ReasonInvalidSpec or EnvironmentStackConditions.ReasonUnknownReference or EnvironmentStackConditions.ReasonScopeMismatch
            or EnvironmentStackConditions.ReasonImmutableField => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status409Conflict,
    };

    private static string? CodeOf(string reason) => reason switch
    {
        EnvironmentStackConditions.ReasonIdentityTaken => ViolationCodes.StackNameTaken,
        EnvironmentStackConditions.ReasonWorkspaceNameTaken => ViolationCodes.WorkspaceNameTaken,
        EnvironmentStackConditions.ReasonStateKeyTaken => ViolationCodes.StateKeyTaken,
        EnvironmentStackConditions.ReasonUnknownReference => ViolationCodes.UnknownReference,
        EnvironmentStackConditions.ReasonScopeMismatch => ViolationCodes.ScopeMismatch,
        EnvironmentStackConditions.ReasonScopeConflict => ViolationCodes.ScopeConflict,
        EnvironmentStackConditions.ReasonImmutableField => ViolationCodes.ImmutableField,
        EnvironmentStackConditions.ReasonPromotionCycle => ViolationCodes.PromotionCycle,
        EnvironmentStackConditions.ReasonInvalidSpec => "invalid_spec",
        EnvironmentStackConditions.ReasonSuspended => "suspended",
        _ => null,
    };
}
