using StackOperator.Core.Stacks;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>The end of one reconciliation, before it becomes conditions, events and a retry.</summary>
/// <param name="Kind">Decides conditions and retry.</param>
/// <param name="Reason">Reason of the Ready condition, see <see cref="StackConditions"/>.</param>
/// <param name="Message">Message of the Ready condition; the same cause always gives the same text.</param>
internal sealed record StackOutcome(OutcomeKind Kind, string Reason, string Message)
{
    // Notifications wake waiting objects at once; this is for the one that got lost.
    private static readonly TimeSpan WaitingRecheck = TimeSpan.FromSeconds(30);

    /// <summary>The object's row, as far as it is known.</summary>
    public StackRow? Row { get; init; }

    /// <summary>The row was not read: the facts in the status stay as they are.</summary>
    public bool RowIsUnknown { get; init; }

    /// <summary>What was done to the row.</summary>
    public MaterializeChange Change { get; init; }

    /// <summary>The identity before a rename.</summary>
    public StackIdentity? Former { get; init; }

    /// <summary>When to look again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static StackOutcome Ready(StackRow row, MaterializeChange change = MaterializeChange.Unchanged, StackIdentity? former = null)
        => new(OutcomeKind.Ready, StackConditions.ReasonMaterialized, $"stack {row.Identity} is in the database")
        {
            Row = row,
            Change = change,
            Former = former,
        };

    public static StackOutcome Suspended()
        => new(OutcomeKind.Suspended, StackConditions.ReasonSuspended, "spec.suspend is true: changes of this object are not applied") { RowIsUnknown = true };

    public static StackOutcome Refused(StackRefusal refusal, StackRow? row = null, bool rowIsUnknown = false)
        => new(OutcomeKind.Stalled, ReasonOf(refusal.Kind), refusal.Message) { Row = row, RowIsUnknown = rowIsUnknown };

    public static StackOutcome RenameWaits(StackRow row, RunningUpdate update)
        => new(OutcomeKind.Waiting, StackConditions.ReasonUpdateRunning, $"the rename waits: {update.Describe()}")
        {
            Row = row,
            RetryAfter = WaitingRecheck,
        };

    public static StackOutcome DeletionWaits(StackRow row, RunningUpdate update)
        => new(OutcomeKind.Waiting, StackConditions.ReasonUpdateRunning, $"the deletion waits: {update.Describe()}; cancel it to go on sooner")
        {
            Row = row,
            RetryAfter = WaitingRecheck,
        };

    public static StackOutcome DatabaseUnavailable()
        => new(OutcomeKind.Transient, StackConditions.ReasonDatabaseUnavailable, "the database cannot be reached or refuses; the operator's log says why, it tries again by itself")
        {
            RowIsUnknown = true,
        };

    private static string ReasonOf(StackRefusalKind kind) => kind switch
    {
        StackRefusalKind.InvalidSpec => StackConditions.ReasonInvalidSpec,
        StackRefusalKind.OrganizationNotAllowed => StackConditions.ReasonOrganizationNotAllowed,
        StackRefusalKind.ImmutableField => StackConditions.ReasonImmutableField,
        StackRefusalKind.IdentityTaken => StackConditions.ReasonIdentityTaken,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no reason for this refusal"),
    };
}
