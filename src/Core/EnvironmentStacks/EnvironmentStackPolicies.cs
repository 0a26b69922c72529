using StackOperator.Core.Names;
using StackOperator.Core.Stacks;

namespace StackOperator.Core.EnvironmentStacks;

/// <summary>The decisions about EnvironmentStack objects: pure functions, no clock, no I/O.</summary>
public static class EnvironmentStackPolicies
{
    private const int MaxFaultsInMessage = 5;

    /// <summary>Says why an object is not right by itself; null when it is.</summary>
    /// <param name="organization">The organization it claims.</param>
    /// <param name="validation">What validating the rest gave.</param>
    public static EnvironmentStackRefusal? CheckSpec(string organization, EnvironmentStackValidation validation)
    {
        if (NameRules.CheckOrganization(organization) is { } fault)
        {
            return new EnvironmentStackRefusal(EnvironmentStackRefusalKind.InvalidSpec, $"spec.organization: {fault}");
        }

        return validation.Violations.Count == 0
            ? null
            : new EnvironmentStackRefusal(
                validation.Violations[0].IsConflict ? EnvironmentStackRefusalKind.PromotionCycle : EnvironmentStackRefusalKind.InvalidSpec,
                validation.DescribeForResource());
    }

    /// <summary>What to do about a claim that is right by itself and allowed in its namespace.</summary>
    /// <param name="claim">What the object asks for.</param>
    /// <param name="own">The row the object owns.</param>
    /// <param name="holder">The row that has the wanted identity, when it is not <paramref name="own"/>.</param>
    public static EnvironmentStackPlan Plan(EnvironmentStackClaim claim, EnvironmentStackRow? own, EnvironmentStackRow? holder)
    {
        if (own is null)
        {
            return holder?.Owner is { } owner ? new EnvironmentStackPlan.AskForOwner(owner) : new EnvironmentStackPlan.Write();
        }

        if (own.Matches(claim))
        {
            return new EnvironmentStackPlan.Keep(own);
        }

        if (CheckImmutable(own, claim) is { } refusal)
        {
            return new EnvironmentStackPlan.Refuse(own, refusal);
        }

        // Even when the holder's owner is gone: two stacks cannot become one.
        return holder is not null && own.Identity != claim.Identity
            ? new EnvironmentStackPlan.Refuse(own, Taken(claim.Identity, holder.Owner))
            : new EnvironmentStackPlan.Write();
    }

    /// <summary>Whether a claim asks for something that never changes; null when it does not.</summary>
    public static EnvironmentStackRefusal? CheckImmutable(EnvironmentStackRow row, EnvironmentStackClaim claim)
    {
        var field = row.Identity.Organization != claim.Identity.Organization ? "organization" : row.Template.FirstDifference(claim.Template);
        return field is null
            ? null
            : new EnvironmentStackRefusal(
                EnvironmentStackRefusalKind.ImmutableField,
                $"{Violation.InResource(field)} never changes after creation: the stack keeps what it was created with; set it back, or change the workspaces themselves");
    }

    /// <summary>Somebody else has the identity.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="owner">Who has it; null = a row without an object.</param>
    public static EnvironmentStackRefusal Taken(EnvironmentStackIdentity identity, StackOwner? owner) => new(
        EnvironmentStackRefusalKind.IdentityTaken,
        owner is null
            ? $"environment stack {identity} exists without an object: choose another name, or adopt it with an EnvironmentStack object of its own"
            : $"environment stack {identity} belongs to EnvironmentStack {owner}: choose another name, or delete or rename that one");

    /// <summary>Turns what the database said into a refusal; the first fault decides the kind.</summary>
    public static EnvironmentStackRefusal Refuse(IReadOnlyList<EnvironmentStackFault> faults)
    {
        var text = string.Join("; ", faults.Take(MaxFaultsInMessage).Select(static fault => $"{Violation.InResource(fault.Field)}: {fault.Message}"));
        return new EnvironmentStackRefusal(KindOf(faults[0].Code), faults.Count > MaxFaultsInMessage ? $"{text}; and {faults.Count - MaxFaultsInMessage} more" : text);
    }

    private static EnvironmentStackRefusalKind KindOf(string code) => code switch
    {
        ViolationCodes.UnknownReference => EnvironmentStackRefusalKind.UnknownReference,
        ViolationCodes.ScopeMismatch => EnvironmentStackRefusalKind.ScopeMismatch,
        ViolationCodes.ScopeConflict => EnvironmentStackRefusalKind.ScopeConflict,
        ViolationCodes.WorkspaceNameTaken => EnvironmentStackRefusalKind.WorkspaceNameTaken,
        ViolationCodes.StateKeyTaken => EnvironmentStackRefusalKind.StateKeyTaken,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "no refusal has this code"),
    };
}
