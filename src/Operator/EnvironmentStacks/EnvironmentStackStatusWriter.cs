using StackOperator.ControllerRuntime.Abstractions.Events;
using StackOperator.ControllerRuntime.Abstractions.Reconciling;
using StackOperator.Crds.V1Alpha1.EnvironmentStacks;
using StackOperator.Operator.Reconciling;
using StackOperator.Store.Stacks;

namespace StackOperator.Operator.EnvironmentStacks;

/// <summary>Shows a verdict: one status patch when something differs, and an event when Ready changes.</summary>
internal sealed class EnvironmentStackStatusWriter(StatusWriter status, IEventRecorder events, TimeProvider time)
{
    public Task<ReconciliationResult<EnvironmentStackResource>> ShowAsync(
        EnvironmentStackResource entity, EnvironmentStackVerdict verdict, CancellationToken cancellationToken)
    {
        var after = new EnvironmentStackResource
        {
            Metadata = entity.Metadata,
            Spec = entity.Spec,
            Status = EnvironmentStackSummary.Summarize(entity.Status, entity.Metadata.Generation, verdict, time.GetUtcNow()),
        };
        return status.ShowAsync(entity, after, verdict.Kind, verdict.Message, null, () => Announce(entity, verdict), cancellationToken);
    }

    private void Announce(EnvironmentStackResource entity, EnvironmentStackVerdict verdict)
    {
        var note = verdict.Change switch
        {
            MaterializeChange.Renamed => $"renamed from {verdict.Former}; the workspaces keep their names",
            MaterializeChange.Adopted => $"adopted environment stack {verdict.Row?.Identity} with its workspaces",
            _ => null,
        };
        if (note is not null)
        {
            events.Record(entity, EventType.Normal, verdict.Change.ToString(), "Reconcile", note);
        }
        else if (EnvironmentStackSummary.IsTransition(entity.Status, verdict))
        {
            var type = verdict.Kind is OutcomeKind.Stalled or OutcomeKind.Transient ? EventType.Warning : EventType.Normal;
            events.Record(entity, type, verdict.Reason, "Reconcile", verdict.Message);
        }
    }
}
