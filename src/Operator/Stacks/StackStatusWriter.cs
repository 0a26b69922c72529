using StackOperator.ControllerRuntime.Abstractions.Events;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.Crds.V1Alpha1.Stacks;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.Stacks;

/// <summary>Shows an outcome: one status patch when something differs, an event when Ready changes, and when to run next.</summary>
internal sealed class StackStatusWriter(StatusWriter status, IEventRecorder events, TimeProvider time)
{
    public Task<ReconciliationResult<StackResource>> ShowAsync(StackResource entity, StackOutcome outcome, CancellationToken cancellationToken)
    {
        var after = new StackResource
        {
            Metadata = entity.Metadata,
            Spec = entity.Spec,
            Status = StackSummary.Summarize(entity.Status, entity.Metadata.Generation, outcome, time.GetUtcNow()),
        };
        return status.ShowAsync(entity, after, outcome.Kind, outcome.Message, outcome.RetryAfter, () => Announce(entity, outcome), cancellationToken);
    }

    private void Announce(StackResource entity, StackOutcome outcome)
    {
        var note = outcome.Change switch
        {
            MaterializeChange.Renamed => $"renamed from {outcome.Former}",
            MaterializeChange.Adopted => $"adopted stack {outcome.Row?.Identity} with its state and history",
            _ => null,
        };
        if (note is not null)
        {
            events.Record(entity, EventType.Normal, outcome.Change.ToString(), "Reconcile", note);
        }
        else if (StackSummary.IsTransition(entity.Status, outcome))
        {
            var type = outcome.Kind is OutcomeKind.Stalled or OutcomeKind.Transient ? EventType.Warning : EventType.Normal;
            events.Record(entity, type, outcome.Reason, "Reconcile", outcome.Message);
        }
    }
}
