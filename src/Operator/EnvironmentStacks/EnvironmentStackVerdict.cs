using StackOperator.Core.EnvironmentStacks;
using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.EnvironmentStacks;

/// <summary>The end of one reconciliation, before it becomes conditions, events and a retry.</summary>
/// <param name="Kind">Decides conditions and retry.</param>
/// <param name="Reason">Reason of the Ready condition, see <see cref="EnvironmentStackConditions"/>.</param>
/// <param name="Message">Message of the Ready condition; the same cause always gives the same text.</param>
internal sealed record EnvironmentStackVerdict(OutcomeKind Kind, string Reason, string Message)
{
    /// <summary>The object's rows, as far as they are known.</summary>
    public EnvironmentStackRow? Row { get; init; }

    /// <summary>The rows were not read: the facts in the status stay as they are.</summary>
    public bool RowIsUnknown { get; init; }

    /// <summary>What was done to the rows.</summary>
    public MaterializeChange Change { get; init; }

    /// <summary>The identity before a rename.</summary>
    public EnvironmentStackIdentity? Former { get; init; }

    /// <summary>Whether the object itself is right; null = that was not looked at.</summary>
    public bool? Accepted { get; init; }

    public static EnvironmentStackVerdict Ready(EnvironmentStackRow row, MaterializeChange change = MaterializeChange.Unchanged, EnvironmentStackIdentity? former = null)
        => new(OutcomeKind.Ready, EnvironmentStackConditions.ReasonMaterialized, $"environment stack {row.Identity} is in the database with {row.Environments.Count} workspaces")
        {
            Row = row,
            Change = change,
            Former = former,
            Accepted = true,
        };

    public static EnvironmentStackVerdict Suspended()
        => new(OutcomeKind.Suspended, EnvironmentStackConditions.ReasonSuspended, "spec.suspend is true: changes of this object are not applied") { RowIsUnknown = true };

    public static EnvironmentStackVerdict DatabaseUnavailable()
        => new(OutcomeKind.Transient, EnvironmentStackConditions.ReasonDatabaseUnavailable, "the database cannot be reached or refuses; the operator's log says why, it tries again by itself")
        {
            RowIsUnknown = true,
        };

    public static EnvironmentStackVerdict Refused(EnvironmentStackRefusal refusal, EnvironmentStackRow? row = null, bool rowIsUnknown = false)
        => new(OutcomeKind.Stalled, ReasonOf(refusal.Kind), refusal.Message) { Row = row, RowIsUnknown = rowIsUnknown, Accepted = IsRight(refusal.Kind) };

    public static EnvironmentStackVerdict Refused(StackRefusal refusal)
        => Refused(new EnvironmentStackRefusal(EnvironmentStackRefusalKind.OrganizationNotAllowed, refusal.Message), rowIsUnknown: true);

    // The object is right when only what others hold is in its way.
    private static bool IsRight(EnvironmentStackRefusalKind kind)
        => kind is EnvironmentStackRefusalKind.IdentityTaken or EnvironmentStackRefusalKind.WorkspaceNameTaken or EnvironmentStackRefusalKind.StateKeyTaken;

    private static string ReasonOf(EnvironmentStackRefusalKind kind) => kind switch
    {
        EnvironmentStackRefusalKind.InvalidSpec => EnvironmentStackConditions.ReasonInvalidSpec,
        EnvironmentStackRefusalKind.PromotionCycle => EnvironmentStackConditions.ReasonPromotionCycle,
        EnvironmentStackRefusalKind.OrganizationNotAllowed => EnvironmentStackConditions.ReasonOrganizationNotAllowed,
        EnvironmentStackRefusalKind.UnknownReference => EnvironmentStackConditions.ReasonUnknownReference,
        EnvironmentStackRefusalKind.ScopeMismatch => EnvironmentStackConditions.ReasonScopeMismatch,
        EnvironmentStackRefusalKind.ImmutableField => EnvironmentStackConditions.ReasonImmutableField,
        EnvironmentStackRefusalKind.IdentityTaken => EnvironmentStackConditions.ReasonIdentityTaken,
        EnvironmentStackRefusalKind.WorkspaceNameTaken => EnvironmentStackConditions.ReasonWorkspaceNameTaken,
        EnvironmentStackRefusalKind.StateKeyTaken => EnvironmentStackConditions.ReasonStateKeyTaken,
        EnvironmentStackRefusalKind.ScopeConflict => EnvironmentStackConditions.ReasonScopeConflict,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no reason for this refusal"),
    };
}
